using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tongtang.Protocol.Durability;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// The hub's own certificate authority, made at the first start: it signs the certificates of the district's boxes and
/// of the port they dial. ECDSA P-256; key and certificate lie together in one file (PEM, mode 0600), so that there is
/// never one without the other. Whoever has that file can pretend to be every box: it belongs in no backup that others read.
/// </summary>
internal sealed class HubAuthority : IDisposable
{
    /// <summary>Certificates are valid from so long before they are issued, for clocks that differ a little.</summary>
    public static readonly TimeSpan Backdating = TimeSpan.FromHours(1);

    private const int YearsOfAuthority = 30;

    private readonly X509Certificate2 _certificate;

    private HubAuthority(X509Certificate2 certificate) => (_certificate, CertificateDer) = (certificate, certificate.RawData);

    /// <summary>The CA's certificate, DER; its fingerprint travels in every join code.</summary>
    public byte[] CertificateDer { get; }

    /// <summary>The CA's certificate with its key, to sign with.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>Opens the authority in <paramref name="folder"/> or makes it there.</summary>
    /// <exception cref="InvalidOperationException">The file is damaged; the hub must not quietly make another authority that no box knows.</exception>
    public static HubAuthority Open(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, "authority.pem");
        if (!File.Exists(path))
        {
            CreateFolder(folder);
            DurableFile.Write(path, Make(time), DurableFile.OwnerOnly);
        }
        var pem = File.ReadAllText(path);
        try
        {
            return new HubAuthority(X509Certificate2.CreateFromPem(pem, pem));
        }
        catch (CryptographicException damage)
        {
            throw new InvalidOperationException($"{path} is damaged. Restore it from a backup: all boxes know only this authority. Without one, remove it and enrol every box again.", damage);
        }
    }

    /// <summary>
    /// Signs a certificate for <paramref name="publicKey"/>. It is valid from an hour ago, for clocks that differ a little,
    /// and for the ordered lifetime in all, but never longer than the authority itself.
    /// </summary>
    public X509Certificate2 Issue(CertificateOrder order, DateTimeOffset now)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={order.CommonName}"), order.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(order.Usage)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (order.Names.Count > 0) request.CertificateExtensions.Add(AlternativeNames(order.Names));
        var notBefore = now - Backdating;
        var notAfter = notBefore + order.Lifetime;
        var authorityEnds = new DateTimeOffset(_certificate.NotAfter);
        if (notAfter > authorityEnds) notAfter = authorityEnds;
        return request.Create(_certificate, notBefore, notAfter, SerialNumber());
    }

    public void Dispose() => _certificate.Dispose();

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }
        return builder.Build();
    }

    private static byte[] Make(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=Tongtang hub {id}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Backdating, now.AddYears(YearsOfAuthority));
        return Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static void CreateFolder(string folder)
    {
        DurableFile.CreateFolder(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, DurableFile.OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>16 random bytes, positive and without a leading zero (RFC 5280, 4.1.2.2).</summary>
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}

/// <summary>What the authority shall sign.</summary>
internal sealed record CertificateOrder
{
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    /// <summary>RFC 9336.</summary>
    public const string ForDocuments = "1.3.6.1.5.5.7.3.36";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    public required string CommonName { get; init; }

    public required PublicKey PublicKey { get; init; }

    /// <summary><see cref="ForClients"/>, <see cref="ForServers"/> or <see cref="ForDocuments"/>.</summary>
    public required string Usage { get; init; }

    /// <summary>Names and IP addresses the certificate is good for.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public required TimeSpan Lifetime { get; init; }
}
