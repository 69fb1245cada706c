using System.Security.Cryptography;

namespace Tongtang.Protocol.Enrolment;

/// <summary>How a box proves that it has the key of a certificate that is no longer valid; see enrolment.proto, Recover.</summary>
public static class RecoveryProof
{
    private const DSASignatureFormat Format = DSASignatureFormat.Rfc3279DerSequence;

    /// <param name="key">The key of the box's present certificate.</param>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> certificateRequest) =>
        key.SignData(Statement(nonce, certificateRequest), HashAlgorithmName.SHA256, Format);

    /// <param name="key">The public key of the certificate that was shown.</param>
    public static bool Verify(ECDsa key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> certificateRequest, ReadOnlySpan<byte> proof) =>
        key.VerifyData(Statement(nonce, certificateRequest), proof, HashAlgorithmName.SHA256, Format);

    // The text keeps a signature that was made for something else from being taken for this one.
    private static byte[] Statement(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> certificateRequest) =>
        [.. "tongtang recovery 1"u8, .. SHA256.HashData(nonce), .. SHA256.HashData(certificateRequest)];
}
