using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Web;

/// <summary>
/// TLS of the pages' port: the certificate of the settings' PEM files, read again when they change (so that a renewed one
/// needs no restart), or one that the hub's own authority signs for every name the hub answers to.
/// </summary>
internal sealed class PageTls(WebSettings settings, HubAuthority authority, TimeProvider time)
{
    /// <summary>How often the files are looked at, and how long before its end an own certificate is replaced.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_life = TimeSpan.FromDays(90);

    private readonly Lock _lock = new();
    private SslStreamCertificateContext? _context;
    private DateTimeOffset _freshUntil;
    private DateTime _fileTime;

    /// <summary>For the handshake callback, once for each connection.</summary>
    public SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };

    /// <summary>Fails at start rather than at the first connection when the files cannot be used.</summary>
    public void Check()
    {
        if (settings.Listen.Scheme == Uri.UriSchemeHttps) Current();
    }

    private SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_context is not null && now < _freshUntil) return _context;
            if (settings.Certificate.Length == 0)
            {
                _context = SslStreamCertificateContext.Create(MakeOwn(now), [X509CertificateLoader.LoadCertificate(authority.CertificateDer)], offline: true);
                _freshUntil = now + s_life * 2 / 3;
                return _context;
            }
            var changed = File.GetLastWriteTimeUtc(settings.Certificate);
            if (_context is null || changed != _fileTime) _context = Load();
            (_fileTime, _freshUntil) = (changed, now + s_look);
            return _context;
        }
    }

    private SslStreamCertificateContext Load()
    {
        try
        {
            using var withKey = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.CertificateKey.Length > 0 ? settings.CertificateKey : settings.Certificate);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(settings.Certificate);
            return SslStreamCertificateContext.Create(Usable(withKey), chain, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException([$"Hub:Certificate is \"{settings.Certificate}\" with Hub:CertificateKey \"{settings.CertificateKey}\"; these cannot be used: {error.Message}"]);
        }
    }

    private X509Certificate2 MakeOwn(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = HubNames.Of(settings).Order(StringComparer.Ordinal).ToList();
        var order = new CertificateOrder
        {
            CommonName = "Tongtang hub",
            Names = names,
            PublicKey = new PublicKey(key),
            Usage = CertificateOrder.ForServers,
            Lifetime = s_life,
        };
        using var bare = authority.Issue(order, now);
        using var withKey = bare.CopyWithPrivateKey(key);
        return Usable(withKey);
    }

    /// <summary>Windows' TLS does not take a key that lives only in memory; a round through PKCS#12 gives it one that it takes.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
}
