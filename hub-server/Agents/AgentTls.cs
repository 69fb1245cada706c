using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// TLS of the port for agents. They send the name <see cref="ServerName"/> whatever address they dial, so that this port
/// can be shared with the pages'. The port asks for a client certificate and takes only those of its own authority;
/// whether one is needed at all, is revoked or too old, is decided for each call (AgentGate), where the
/// answer can be put in words.
/// </summary>
internal sealed class AgentTls(HubAuthority authority, TimeProvider time) : IDisposable
{
    /// <summary>The name in SNI and in the server's certificate.</summary>
    public const string ServerName = "agents.tongtang.internal";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(90);

    private readonly Lock _lock = new();
    private SslStreamCertificateContext? _context;
    private DateTimeOffset _renewAt;

    public static bool IsForAgents(string? serverName) => string.Equals(serverName, ServerName, StringComparison.OrdinalIgnoreCase);

    /// <summary>For Kestrel's handshake callback (<c>TlsHandshakeCallbackOptions.OnConnection</c>), once for each connection.</summary>
    public SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = CurrentCertificate(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        ClientCertificateRequired = true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || IsOurs(certificate),
    };

    public void Dispose() => _context?.TargetCertificate.Dispose();

    /// <summary>Renewed at two thirds of its life, by the first connection that comes then: no timer is needed.</summary>
    private SslStreamCertificateContext CurrentCertificate()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_context is not null && now < _renewAt) return _context;
            _context = SslStreamCertificateContext.Create(MakeServerCertificate(now), [X509CertificateLoader.LoadCertificate(authority.CertificateDer)], offline: true);
            _renewAt = now + s_lifetime * 2 / 3;
            return _context;
        }
    }

    private X509Certificate2 MakeServerCertificate(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var order = new CertificateOrder
        {
            CommonName = ServerName,
            Names = [ServerName],
            PublicKey = new PublicKey(key),
            Usage = CertificateOrder.ForServers,
            Lifetime = s_lifetime,
        };
        using var bare = authority.Issue(order, now);
        using var withKey = bare.CopyWithPrivateKey(key);
        // Windows' TLS does not take a key that lives only in memory; a round through PKCS#12 gives it one that it takes.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }

    /// <summary>
    /// Signed by our authority, for clients. Dates are left to the gate. Nothing but our own certificate is trusted and
    /// nothing is fetched.
    /// </summary>
    private bool IsOurs(X509Certificate certificate)
    {
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(CertificateOrder.ForClients));
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(leaf);
    }
}
