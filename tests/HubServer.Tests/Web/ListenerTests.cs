using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Agents;

namespace Tongtang.HubServer.Tests.Web;

public sealed class ListenerTests
{
    [Fact]
    public async Task PagesPort_OverTls_HasACertificateOfTheHubsOwnAuthority_AndSpeaksHttp2()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Hub:Listen", "https://127.0.0.1:0")]);
        using var client = Client(hub, hub.Address, "127.0.0.1");

        var response = await client.GetAsync("/healthz");

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task PagesPort_OverTls_SetsASecureCookieForThisHostOnly()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Hub:Listen", "https://127.0.0.1:0")]);
        using var client = Client(hub, hub.Address, "127.0.0.1");

        var response = await client.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = "correct horse battery" });

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-tongtang-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AgentsPort_HasNoPages()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = Client(hub, hub.AgentsAddress, AgentTls.ServerName);

        foreach (var path in new[] { "/", "/healthz", "/metrics", "/api/v1/setup", "/openapi/v1.json", "/api/v1/rooms" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/api/v1/session", new { user = "a", password = "b" })).StatusCode);
    }

    [Fact]
    public async Task SharedPort_ShowsEachAudienceItsOwn()
    {
        var port = FreePort();
        await using var hub = await RunningHub.StartAsync(settings: [new("Hub:Listen", $"https://127.0.0.1:{port}"), new("Agents:Listen", $"https://127.0.0.1:{port}")]);
        using var pages = Client(hub, hub.Address, "127.0.0.1");
        using var agents = Client(hub, hub.Address, AgentTls.ServerName);

        Assert.Equal(HttpStatusCode.OK, (await pages.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await agents.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task PagesPort_AskedByTheAgentsName_StaysThePages()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Hub:Listen", "https://127.0.0.1:0")]);
        using var client = Client(hub, hub.Address, AgentTls.ServerName, anyCertificate: true);

        var response = await client.GetAsync("/api/v1/setup");

        // It is neither served as an agent nor known as a host.
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task PagesPort_WithACertificateFromFiles_UsesIt()
    {
        using var folder = new TemporaryFolder();
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new CertificateRequest("CN=hub.example", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(folder["hub.crt"], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder["hub.key"], key.ExportPkcs8PrivateKeyPem());
        await using var hub = await RunningHub.StartAsync(settings:
        [
            new("Hub:Listen", "https://127.0.0.1:0"), new("Hub:Certificate", folder["hub.crt"]), new("Hub:CertificateKey", folder["hub.key"]),
        ]);
        X509Certificate? seen = null;
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    seen = shown;
                    return shown is not null;
                },
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = hub.Address };

        await client.GetAsync("/healthz");

        Assert.Equal("CN=hub.example", seen?.Subject);
    }

    [Fact]
    public async Task Start_WithACertificateThatIsNotThere_SaysSo()
    {
        var error = await Assert.ThrowsAsync<Tongtang.Protocol.Settings.SettingException>(() =>
            RunningHub.StartAsync(settings: [new("Hub:Listen", "https://127.0.0.1:0"), new("Hub:Certificate", "/nowhere/hub.crt")]));

        Assert.Contains("/nowhere/hub.crt", error.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(RunningHub hub, Uri address, string serverName, bool anyCertificate = false)
    {
        var authority = hub.Services.GetRequiredService<HubAuthority>().Certificate;
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            RemoteCertificateValidationCallback = (_, shown, _, errors) => anyCertificate || IsOf(authority, shown!, errors),
        };
        return new HttpClient(new SocketsHttpHandler { SslOptions = tls, UseCookies = false })
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultRequestHeaders = { Host = serverName == "127.0.0.1" ? null : serverName },
        };
    }

    private static bool IsOf(X509Certificate2 authority, X509Certificate shown, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(X509CertificateLoader.LoadCertificate(shown.GetRawCertData())) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
