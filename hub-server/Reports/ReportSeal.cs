using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Reports;

/// <summary>What makes a document the hub's: ECDSA P-256 over SHA-256, in DER, with the certificate of the key.</summary>
internal sealed record Seal(byte[] Signature, byte[] Certificate);

internal enum SealCheck
{
    Valid,

    /// <summary>Not these bytes were signed, or not by this key.</summary>
    Altered,

    /// <summary>Another authority than this hub's has issued the key.</summary>
    Foreign,
}

/// <summary>
/// Signs reports with a key of its own, which the hub's authority has issued: the authority's own key signs certificates and
/// nothing else. It lies beside the authority's (<c>ca/reports.pem</c>) and goes into backups with it.
/// </summary>
internal sealed class ReportSeal(HubAuthority authority, DataFolder data, TimeProvider time)
{
    /// <summary>A new key is issued when the certificate has no more than this left.</summary>
    private static readonly TimeSpan s_renewal = TimeSpan.FromDays(30);

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(3 * 365);

    private readonly Lock _lock = new();

    public Seal Sign(ReadOnlySpan<byte> document)
    {
        lock (_lock)
        {
            using var certificate = Open();
            using var key = certificate.GetECDsaPrivateKey()!;
            return new Seal(key.SignData(document, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), certificate.RawData);
        }
    }

    /// <summary>Whether this hub signed these bytes. When its certificate has ended since then makes no difference.</summary>
    public SealCheck Check(ReadOnlySpan<byte> document, Seal seal)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(seal.Certificate);
            using var key = certificate.GetECDsaPublicKey();
            if (key is null || !key.VerifyData(document, seal.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)) return SealCheck.Altered;
            return IsOurs(certificate) ? SealCheck.Valid : SealCheck.Foreign;
        }
        catch (CryptographicException)
        {
            return SealCheck.Altered;
        }
    }

    private bool IsOurs(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.VerificationTime = certificate.NotBefore;
        return certificate.Subject == Subject && chain.Build(certificate);
    }

    /// <summary>A box's certificate is the authority's too, and is no reports' key.</summary>
    private const string Name = "Tongtang reports";

    private const string Subject = "CN=" + Name;

    private X509Certificate2 Open()
    {
        var path = Path.Combine(data["ca"], "reports.pem");
        var now = time.GetUtcNow();
        if (File.Exists(path))
        {
            var pem = File.ReadAllText(path);
            var known = X509Certificate2.CreateFromPem(pem, pem);
            if (new DateTimeOffset(known.NotAfter) - now > s_renewal && IsOurs(known)) return known;
            known.Dispose();
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = authority.Issue(new CertificateOrder { CommonName = Name, PublicKey = new PublicKey(key), Usage = CertificateOrder.ForDocuments, Lifetime = s_lifetime }, now);
        DurableFile.Write(path, System.Text.Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"), DurableFile.OwnerOnly);
        return made.CopyWithPrivateKey(key);
    }
}
