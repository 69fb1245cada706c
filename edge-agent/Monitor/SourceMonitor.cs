using System.ComponentModel;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// The loop that looks at one source and listens to it: each run of its capture gets processes of its own, fed from
/// the tap. Whatever happens here, the tap drops and the recording goes on.
/// </summary>
internal sealed partial class SourceMonitor(
    string source, SourceTap tap, SnapshotBoard board, ClapTest claps, MonitorProgram program, TimeProvider time, ILogger<SourceMonitor> logger)
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
        await using var looking = new Feed(MonitorArguments.Picture(program.PictureWidth), program.Ffmpeg, time);
        await using var listening = new Feed(MonitorArguments.Sound, program.Ffmpeg, time);
        ClapRound? round = null;
        await foreach (var piece in tap.Watch().ReadAllAsync(cancellationToken))
        {
            if (piece.Content is TapContent.PictureInit) await looking.BeginAsync(piece, LookAsync, cancellationToken);
            else if (piece.Content is TapContent.Keyframe) await looking.ContinueAsync(piece, cancellationToken);
            else if (piece.Content is TapContent.SoundInit) await listening.BeginAsync(piece, ListenAsync, cancellationToken);
            else
            {
                // A clap is timed by counting samples, so its test begins with a process that has missed none.
                if (claps.Round is { } now && now != round) await listening.BeginAgainAsync(samples => ListenForClapAsync(samples, piece.CapturedAt, now), cancellationToken);
                round = claps.Round;
                await listening.ContinueAsync(piece, cancellationToken);
            }
        }
    }

    private async Task LookAsync(Stream jpegs)
    {
        var reader = new JpegReader(jpegs);
        while (await reader.ReadAsync() is { } jpeg) board.Put(source, jpeg);
    }

    private Task ListenAsync(Stream samples) => ListenAsync(samples, heard: _ => { });

    private Task ListenForClapAsync(Stream samples, DateTimeOffset firstSampleAt, ClapRound round)
    {
        var onsets = new OnsetDetector();
        return ListenAsync(samples, heard: bytes =>
        {
            if (onsets.Onset is not null) return;
            onsets.Feed(bytes.Span);
            if (onsets.Onset is { } onset) round.Report(source, firstSampleAt + TimeSpan.FromSeconds((double)onset / MonitorArguments.SampleRate));
        });
    }

    private async Task ListenAsync(Stream samples, Action<ReadOnlyMemory<byte>> heard)
    {
        var meter = new LevelMeter(SamplesPerLevel);
        var buffer = new byte[2 * SamplesPerLevel];
        int read;
        while ((read = await samples.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
        {
            heard(buffer.AsMemory(0, read));
            foreach (var level in meter.Feed(buffer.AsMemory(0, read))) board.Put(source, level);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "Looking at {Source} failed and is tried again: {Reason}")]
    private partial void LogFailed(string source, string reason);

    /// <summary>The process of one kind, begun anew with each init.</summary>
    private sealed class Feed(IReadOnlyList<string> arguments, string ffmpeg, TimeProvider time) : IAsyncDisposable
    {
        private FragmentProcess? _process;
        private TapFragment? _init;

        public async Task BeginAsync(TapFragment init, Func<Stream, Task> read, CancellationToken cancellationToken)
        {
            await DisposeAsync();
            _init = init;
            _process = FragmentProcess.Start(ffmpeg, arguments, read, time);
            await _process.FeedAsync(init.Bytes, cancellationToken);
        }

        public Task BeginAgainAsync(Func<Stream, Task> read, CancellationToken cancellationToken) =>
            _init is null ? Task.CompletedTask : BeginAsync(_init, read, cancellationToken);

        public Task ContinueAsync(TapFragment piece, CancellationToken cancellationToken) =>
            _process?.FeedAsync(piece.Bytes, cancellationToken) ?? Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (_process is not null) await _process.DisposeAsync();
            _process = null;
        }
    }
}
