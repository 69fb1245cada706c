using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Audit;

public sealed class SyslogTests
{
    [Fact]
    public async Task Collector_ThatGoesAwayAndComesBack_HasEveryRow()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority(folder);
        await using var collector = new Collector(authority);
        await using var hub = await RunningHub.StartAsync(settings: Settings(collector.Port, authority));
        using var admin = await hub.HubClientAsync();
        hub.Log.Expect("is away");
        await AddAsync(admin, "甲");
        await Eventually.TrueAsync(() => collector.Seqs.Contains(1), TimeSpan.FromSeconds(20), () => "the first row");

        await collector.StopAsync();
        await AddAsync(admin, "乙");
        await AddAsync(admin, "丙");
        collector.Start();
        await AddAsync(admin, "丁");

        await Eventually.TrueAsync(() => new[] { 1L, 2, 3, 4 }.All(collector.Seqs.Contains), TimeSpan.FromSeconds(40), () => $"rows 1 to 4; there are {string.Join(' ', collector.Seqs)}");
        Assert.All(collector.Rows, row => Assert.Equal(row.Text("hash"), AuditRowTests.OutsiderHash(row)));
        using var auditor = await hub.AuditorAsync();
        var state = (await auditor.GetJsonAsync("/api/v1/audit/state"))["collector"]!;
        Assert.Equal(("localhost", true), (state.Text("host"), state["connected"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Collector_ThatTakesRowsAndBreaksAtOnce_GetsThemAgain()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority(folder);
        await using var collector = new Collector(authority);
        await using var hub = await RunningHub.StartAsync(settings: Settings(collector.Port, authority));
        using var admin = await hub.HubClientAsync();
        hub.Log.Expect("is away");
        await AddAsync(admin, "甲");
        await Eventually.TrueAsync(() => collector.Seqs.Contains(1), TimeSpan.FromSeconds(20), () => "the first row");
        // What it had taken may have been in its memory only.
        collector.Forget();
        await collector.StopAsync();
        collector.Start();

        await Eventually.TrueAsync(() => collector.Seqs.Contains(1), TimeSpan.FromSeconds(40), () => "the first row again");
    }

    [Fact]
    public async Task Collector_OfAnotherAuthority_IsToldNothing()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        using var authority = new TestAuthority(folder);
        using var foreign = new TestAuthority(other);
        await using var collector = new Collector(foreign);
        await using var hub = await RunningHub.StartAsync(settings: Settings(collector.Port, authority));
        hub.Log.Expect("is away");
        using var admin = await hub.HubClientAsync();
        await AddAsync(admin, "甲");
        using var auditor = await hub.AuditorAsync();

        await Eventually.TrueAsync(async () => (await auditor.GetJsonAsync("/api/v1/audit/state"))["collector"]!.Text("problem") is not null, TimeSpan.FromSeconds(20), () => "a problem");

        Assert.Empty(collector.Seqs);
        Assert.Equal(1, (await auditor.GetJsonAsync("/api/v1/audit/state"))["collector"]!["waiting"]!.GetValue<int>());
    }

    [Fact]
    public async Task Mark_MovesOnOnlyWhenTheConnectionHasLivedOn()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority(folder);
        await using var collector = new Collector(authority);
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time, settings: Settings(collector.Port, authority));
        using var admin = await hub.HubClientAsync();
        await AddAsync(admin, "甲");
        await Eventually.TrueAsync(() => Step(time, 1) && collector.Seqs.Contains(1), TimeSpan.FromSeconds(20), () => "the first row");
        Assert.Equal(0, await MarkAsync(hub));

        await Eventually.TrueAsync(async () => Step(time, 5) && await MarkAsync(hub) == 1, TimeSpan.FromSeconds(20), () => "the mark");
    }

    private static bool Step(ManualTimeProvider time, int seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        return true;
    }

    private static async Task<long> MarkAsync(RunningHub hub)
    {
        await using var connection = await hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("SELECT seq FROM audit_mark WHERE name = 'collector'");
    }

    private static async Task AddAsync(HttpClient admin, string name) => await (await admin.PostAsJsonAsync("/api/v1/regions", new { name })).JsonAsync();

    private static KeyValuePair<string, string?>[] Settings(int port, TestAuthority authority) =>
        [new("Audit:SyslogHost", "localhost"), new("Audit:SyslogPort", port.ToString(CultureInfo.InvariantCulture)), new("Audit:SyslogAuthority", authority.File)];

    /// <summary>A syslog collector as RFC 5425 has it: TLS, messages counted in bytes.</summary>
    private sealed class Collector(TestAuthority authority) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<JsonNode> _rows = new();
        private TcpListener _listener = Listen(0);
        private int _port;
        private CancellationTokenSource _ended = new();
        private Task _loop = Task.CompletedTask;
        private bool _started;

        public int Port
        {
            get
            {
                if (!_started) Run();
                return _port;
            }
        }

        public IEnumerable<JsonNode> Rows => _rows;

        public IReadOnlyList<long> Seqs => [.. _rows.Select(row => row["seq"]!.GetValue<long>())];

        public void Forget() => _rows.Clear();

        public async Task StopAsync()
        {
            await _ended.CancelAsync();
            _listener.Stop();
            await _loop;
        }

        public void Start()
        {
            _listener = Listen(_port);
            _ended = new CancellationTokenSource();
            Run();
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _listener.Dispose();
            _ended.Dispose();
        }

        private static TcpListener Listen(int port)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Start();
            return listener;
        }

        private void Run()
        {
            _started = true;
            _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _loop = ServeAsync(_listener, _ended.Token);
        }

        private async Task ServeAsync(TcpListener listener, CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = authority.Certificate }, cancellationToken);
                    while (await ReadAsync(tls, cancellationToken) is { } message) _rows.Enqueue(JsonNode.Parse(message[(message.IndexOf('\uFEFF', StringComparison.Ordinal) + 1)..])!);
                }
                catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
                {
                    // The next one comes, or nobody any more.
                }
            }
        }

        private static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
        {
            var length = 0;
            var one = new byte[1];
            while (true)
            {
                if (await stream.ReadAsync(one, cancellationToken) == 0) return null;
                if (one[0] == ' ') break;
                length = (length * 10) + one[0] - '0';
            }
            var message = new byte[length];
            await stream.ReadExactlyAsync(message, cancellationToken);
            return Encoding.UTF8.GetString(message);
        }
    }

    /// <summary>An authority with one certificate for localhost.</summary>
    private sealed class TestAuthority : IDisposable
    {
        public TestAuthority(TemporaryFolder folder)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var root = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
            File = Path.Combine(folder.Path, "authority.pem");
            System.IO.File.WriteAllText(File, root.ExportCertificatePem());
            using var leaf = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var wish = new CertificateRequest("CN=localhost", leaf, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            wish.CertificateExtensions.Add(names.Build());
            using var bare = wish.Create(root, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1), [1, 2, 3]);
            using var withKey = bare.CopyWithPrivateKey(leaf);
            Certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
        }

        public string File { get; }

        public X509Certificate2 Certificate { get; }

        public void Dispose() => Certificate.Dispose();
    }
}
