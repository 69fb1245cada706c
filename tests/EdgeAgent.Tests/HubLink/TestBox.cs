using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>A whole agent in this process, on a port of its own, with quick retries and a folder of its own.</summary>
internal sealed class TestBox : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogWatch _log = new();
    private WebApplication? _app;

    public TestBox() => DataFolder = _folder["data"];

    /// <summary>Its own, or one that a test has made.</summary>
    public string DataFolder { get; init; }

    public LogWatch Log => _log;

    public HttpClient Http { get; private set; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public T Get<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task<TestBox> StartAsync()
    {
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
            .AddInMemoryCollection([
                new("Agent:DataFolder", DataFolder),
                new("Panel:Listen", "http://127.0.0.1:0"),
                new("Hub:FirstRetry", "00:00:00.050"),
                new("Hub:RetryCap", "00:00:00.200"),
                new("Monitor:Enabled", "false"),
                new("Readings:Every", "01:00:00")])
            .AddInMemoryCollection(Settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value)))
            .Build();
        _app = Program.Build(settings, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(_log);
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
        });
        await _app.StartAsync();
        // What it looks at when it starts must not be what a test does next.
        await _app.Services.GetServices<IHostedService>().OfType<MediaScan>().Single().Through;
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Address };
        return this;
    }

    /// <param name="port">Of a line to the hub; null: straight to it.</param>
    public async Task<TestBox> StartEnrolledAsync(TestHub hub, int? port = null)
    {
        await StartAsync();
        await Get<BoxEnrolment>().EnrolAsync(hub.NewCode(port: port).Reveal(), null, CancellationToken.None);
        await OnlineAsync();
        return this;
    }

    public Task OnlineAsync() => TestHub.EventuallyAsync(() => Get<LinkBoard>().Current.Phase == LinkPhase.Online ? "" : null);

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync();
        _folder.Dispose();
        _log.Dispose();
    }
}
