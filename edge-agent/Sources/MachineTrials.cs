using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>Finds out by trial what this machine can do, once: a driver that is listed need not work.</summary>
internal sealed partial class MachineTrials(ChildProcesses children, RecordingOptions options, TimeProvider time, ILogger<MachineTrials> logger) : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(8);
    private readonly SemaphoreSlim _once = new(1);
    private string? _encoder;
    private bool? _drawsText;
    private bool? _speaks;
    private bool? _duplicatesDesktop;

    /// <summary>Only what this source needs is tried; each thing once.</summary>
    public async Task<CaptureMachine> ForAsync(SourceOptions source, SourceFacts facts, CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            var test = source.Kind == SourceKind.Test;
            var encodes = source.HasPicture && !test && !(source.Kind is SourceKind.Rtsp or SourceKind.File && facts.VideoCodec is "h264" or "");
            return new CaptureMachine
            {
                Windows = OperatingSystem.IsWindows(),
                Encoder = encodes ? _encoder ??= await EncoderAsync(cancellationToken) : "libx264",
                DrawsText = test && (_drawsText ??= await WorksAsync(Filter("color=size=64x64:duration=0.1,drawtext=text=a"), cancellationToken)),
                Speaks = test && source.Audio == "spoken" && (_speaks ??= await WorksAsync(Filter("flite=text=a"), cancellationToken)),
                DuplicatesDesktop = OperatingSystem.IsWindows() && source.Kind == SourceKind.Screen
                    && (_duplicatesDesktop ??= await WorksAsync(Filter("ddagrab=framerate=5,hwdownload,format=bgra,trim=duration=0.3"), cancellationToken)),
            };
        }
        finally
        {
            _once.Release();
        }
    }

    public void Dispose() => _once.Dispose();

    private static string[] Filter(string graph) => ["-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", graph, "-f", "null", "-"];

    private async Task<string> EncoderAsync(CancellationToken cancellationToken)
    {
        if (options.Encoder != "auto") return options.Encoder;
        foreach (var encoder in VideoEncoding.Encoders)
        {
            if (!await WorksAsync(VideoEncoding.Trial(encoder), cancellationToken)) continue;
            LogEncoder(encoder);
            return encoder;
        }
        return VideoEncoding.Encoders[^1];
    }

    private async Task<bool> WorksAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = await children.StartAsync(options.Ffmpeg, arguments);
        try
        {
            await process.ExitedAsync(cancellationToken).WaitAsync(_limit, time, cancellationToken);
            return process.ExitCode == 0;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "Pictures are encoded by {Encoder}")]
    private partial void LogEncoder(string encoder);
}
