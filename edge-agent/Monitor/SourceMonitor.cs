using System.ComponentModel;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// The loop that looks at one source and listens to it: each run of its capture gets processes of its own, fed from
/// the tap. Whatever happens here, the tap drops and the recording goes on.
/// </summary>
internal sealed partial class SourceMonitor(
    string source, SourceTap tap, SnapshotBoard board, MonitorProgram program, TimeProvider time, ILogger<SourceMonitor> logger)
{
    /// <summary>A level five times a second.</summary>
    private const int SamplesPerLevel = MonitorArguments.SampleRate / 5;

    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(5);

    /// <summary>Ends only by cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await WatchAsync(cancellationToken);
            }
            catch (Exception e) when (e is IOException or TimeoutException or Win32Exception)
            {
                LogFailed(source, e.Message);
            }
            board.Forget(source);
            await Task.Delay(RestartAfter, time, cancellationToken);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        MonitorProcess? looking = null;
        MonitorProcess? listening = null;
        try
        {
            await foreach (var piece in tap.Watch().ReadAllAsync(cancellationToken))
            {
                if (piece.Content == TapContent.PictureInit) looking = await ReplaceAsync(looking, MonitorArguments.Picture(program.PictureWidth), LookAsync);
                if (piece.Content == TapContent.SoundInit) listening = await ReplaceAsync(listening, MonitorArguments.Sound, ListenAsync);
                var process = piece.Content is TapContent.PictureInit or TapContent.Keyframe ? looking : listening;
                if (process is not null) await process.FeedAsync(piece.Bytes, cancellationToken);
            }
        }
        finally
        {
            if (looking is not null) await looking.DisposeAsync();
            if (listening is not null) await listening.DisposeAsync();
        }
    }

    private async Task<MonitorProcess> ReplaceAsync(MonitorProcess? old, IReadOnlyList<string> arguments, Func<Stream, Task> read)
    {
        if (old is not null) await old.DisposeAsync();
        return MonitorProcess.Start(program.Ffmpeg, arguments, read, time);
    }

    private async Task LookAsync(Stream jpegs)
    {
        var reader = new JpegReader(jpegs);
        while (await reader.ReadAsync() is { } jpeg) board.Put(source, jpeg);
    }

    private async Task ListenAsync(Stream samples)
    {
        var meter = new LevelMeter(SamplesPerLevel);
        var buffer = new byte[2 * SamplesPerLevel];
        int read;
        while ((read = await samples.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
            foreach (var level in meter.Feed(buffer.AsMemory(0, read))) board.Put(source, level);
    }

    [LoggerMessage(3001, LogLevel.Warning, "Looking at {Source} failed and is tried again: {Reason}")]
    private partial void LogFailed(string source, string reason);
}
