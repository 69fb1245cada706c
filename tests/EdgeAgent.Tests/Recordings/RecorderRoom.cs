using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>A room that records for real: sources, captures, journal, recorder; no panel and no hub.</summary>
internal sealed class RecorderRoom : IAsyncDisposable
{
    private readonly IHost _host;

    private RecorderRoom(IHost host, LogWatch logs)
    {
        _host = host;
        Logs = logs;
    }

    public LogWatch Logs { get; }

    public Recorder Recorder => _host.Services.GetRequiredService<Recorder>();

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public SourceCaptures Captures => _host.Services.GetRequiredService<SourceCaptures>();

    public LiveTaps Live => _host.Services.GetRequiredService<LiveTaps>();

    public SourceList Sources => _host.Services.GetRequiredService<SourceList>();

    /// <summary>With the setting Monitor:Enabled only.</summary>
    public SnapshotBoard Board => _host.Services.GetRequiredService<SnapshotBoard>();

    public SourceStatus Source(string name) => Recorder.Status.Sources.Single(s => s.Name == name);

    public StoreRepairs Repairs => _host.Services.GetRequiredService<StoreRepairs>();

    public RecordingFolders Folders => _host.Services.GetRequiredService<RecordingFolders>();

    public static SourceOptions Test(string name, string audio = "beeps", bool warm = false, SourceRole role = SourceRole.Teacher) =>
        new() { Name = name, Kind = SourceKind.Test, Role = role, Width = 320, Height = 180, Audio = audio, Warm = warm };

    public static SourceOptions Rtsp(string name, string address, bool warm = false) =>
        new() { Name = name, Kind = SourceKind.Rtsp, Address = address, Warm = warm };

    public static Task<RecorderRoom> StartAsync(TemporaryFolder folder, params SourceOptions[] sources) => StartAsync(folder, [], sources);

    public static async Task<RecorderRoom> StartAsync(TemporaryFolder folder, Dictionary<string, string?> settings, params SourceOptions[] sources)
    {
        settings["Agent:DataFolder"] = folder.Path;
        var logs = new LogWatch();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDataFolder(folder.Path);
        builder.Services.AddStores();
        builder.Services.AddSingleton<HubClock>();
        builder.Services.AddSources(builder.Configuration);
        builder.Services.AddSingleton(p => new SourceList(folder.Path, sources, p.GetRequiredService<StoreRepairs>(), TimeProvider.System));
        builder.Services.AddRecordings(builder.Configuration);
        if (settings.ContainsKey("Monitor:Enabled")) builder.Services.AddMonitor(builder.Configuration);
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        var host = builder.Build();
        await host.StartAsync();
        return new RecorderRoom(host, logs);
    }

    public async Task<string> StartAsync(string title = "Lesson") =>
        (await Recorder.StartAsync(new StartRecordingRequest(title), CancellationToken.None)).RecordingId;

    /// <summary>What is looked through after a start has been.</summary>
    public Task ScannedAsync() => _host.Services.GetServices<IHostedService>().OfType<MediaScan>().Single().Through;

    /// <summary>Returns the recording's length in seconds, as long as the wall clock between start and stop.</summary>
    public async Task<double> StopAsync()
    {
        var (clock, id, before) = (Stopwatch.StartNew(), Recorder.Status.RecordingId!, Recorder.Status.Elapsed);
        await Recorder.StopAsync(TimeSpan.Zero, CancellationToken.None);
        var length = (Journal.Closing(id)!.EndedAtMs - Journal.Describe(id)!.StartedAtMs) / 1000.0;
        Assert.InRange(length, before.TotalSeconds - 0.002, (before + clock.Elapsed).TotalSeconds + 0.002);
        return length;
    }

    public Task SourceIsAsync(string name, SourceState state, double seconds = 15) => Eventually.TrueAsync(
        () => Recorder.Status.Sources.Single(s => s.Name == name).State == state,
        TimeSpan.FromSeconds(seconds),
        () => $"{name} is not {state}: {Recorder.Status.Sources.Single(s => s.Name == name)}\n{string.Join('\n', Logs.Lines)}");

    /// <summary>Process ids of the captures' ffmpeg that run for this room.</summary>
    public async Task<IReadOnlyList<int>> CapturesOfAsync(string marker)
    {
        var (_, output, _) = await Programs.TryRunAsync("pgrep", "-f", marker);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        Logs.Dispose();
    }
}
