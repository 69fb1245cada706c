using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tongtang.HubServer.Agents;

/// <summary>Reads what a box wants certified: PKCS#10 with a P-256 key, signed by that key. Everything else in it is ignored.</summary>
internal static class CertificateRequests
{
    private const int Longest = 8 * 1024;
    private const string EcPublicKey = "1.2.840.10045.2.1";

    // The object identifier of P-256 (1.2.840.10045.3.1.7) in DER.
    private static ReadOnlySpan<byte> P256 => [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    /// <exception cref="Tongtang.Protocol.Grpc.GrpcException">INVALID_ARGUMENT certificate_request_invalid.</exception>
    public static PublicKey Read(byte[] der)
    {
        if (der.Length is 0 or > Longest) throw Invalid($"it has {der.Length} bytes; allowed: 1 to {Longest}");
        try
        {
            // Loading verifies the signature: the box has the key.
            var request = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
            var isP256 = request.PublicKey.Oid.Value == EcPublicKey && request.PublicKey.EncodedParameters is { } curve && curve.RawData.AsSpan().SequenceEqual(P256);
            return isP256 ? request.PublicKey : throw Invalid("its key is not ECDSA P-256");
        }
        catch (CryptographicException fault)
        {
            throw Invalid(fault.Message);
        }
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, lower-case hex: which key it is.</summary>
    public static string Fingerprint(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static Exception Invalid(string why) => AgentRefusal.Invalid("certificate_request_invalid", $"The certificate request is refused: {why}.");
}
