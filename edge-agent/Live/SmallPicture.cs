using System.Threading.Channels;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Live;

/// <summary>
/// A source's picture made small by an ffmpeg of its own, while the line is too thin for it as it is. Takes the frames of one
/// run of the capture, and gives an epoch and frames as a capture would, captured when theirs were.
/// </summary>
internal sealed partial class SmallPicture : IAsyncDisposable
{
    /// <summary>What it takes on the line, about.</summary>
    public const double BytesPerSecond = Kbps * 1000 / 8 * 1.1;

    private const int Kbps = 250;
    private const int Lines = 360;

    /// <summary>Frames in line for a machine that does not keep up; beyond them it goes on at the next keyframe.</summary>
    private const int MostWaiting = 64;

    private static readonly IReadOnlyList<string> s_arguments =
    [
        "-hide_banner", "-v", "error", "-probesize", "32768", "-analyzeduration", "0", "-flags", "low_delay", "-threads", "1", "-f", "mp4", "-i", "pipe:0",
        "-vsync", "passthrough", .. VideoEncoding.Arguments("libx264", $"scale=-2:'min({Lines},ih)'", Kbps, cheap: false),
        "-threads", "1", "-f", "mp4", "-movflags", "cmaf+frag_discont+frag_every_frame", "-flush_packets", "1", "pipe:1",
    ];

    private readonly Channel<LivePiece> _fed = Channel.CreateBounded<LivePiece>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly SmallPictureClock _captured = new();
    private readonly LivePiece _source;
    private readonly uint _epoch;
    private readonly LiveQueue _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _running;
    private bool _broken = true;

    /// <param name="source">The epoch whose frames will be fed.</param>
    /// <param name="epoch">The number of its own.</param>
    /// <param name="queue">Where what it makes goes.</param>
    public SmallPicture(string ffmpeg, LivePiece source, uint epoch, LiveQueue queue, TimeProvider time, ILogger logger)
    {
        (_source, _epoch, _queue, _time, _logger) = (source, epoch, queue, time, logger);
        _running = RunAsync(ffmpeg);
    }

    /// <summary>The epoch of the capture of which it is made.</summary>
    public uint SourceEpoch => _source.Epoch;

    /// <summary>Its ffmpeg did not start, or has ended.</summary>
    public bool HasFailed => _running.IsCompleted && !_end.IsCancellationRequested;

    /// <summary>A frame of the source's picture. Never waits.</summary>
    public void Feed(LivePiece frame)
    {
        if (_broken && !frame.IsKeyframe) return;
        _broken = !_fed.Writer.TryWrite(frame);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(string ffmpeg)
    {
        try
        {
            await using var process = FragmentProcess.Start(ffmpeg, s_arguments, ReadAsync, _time);
            await process.FeedAsync(_source.Init, _end.Token);
            var sequence = 0u;
            await foreach (var frame in _fed.Reader.ReadAllAsync(_end.Token))
            {
                _captured.Fed(Frame.Us(frame.Time, frame.Track.Timescale), frame.CapturedUs);
                using var fragment = new PooledBytes(frame.Data.Length + 256);
                FragmentWriter.Write(fragment, ++sequence, frame.Track.Id, frame.Time, frame.Samples.Span, frame.Data.Span);
                await process.FeedAsync(fragment.Written.ToArray(), _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The line is wide again, or nobody watches.
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or System.ComponentModel.Win32Exception)
        {
            LogFailed(failure.Message);
        }
    }

    private async Task ReadAsync(Stream output)
    {
        using var reader = new FragmentReader();
        var begun = false;
        int count;
        while ((count = await output.ReadAsync(reader.GetMemory(), _end.Token)) > 0)
        {
            reader.Advance(count);
            while (reader.TryRead(out var fragment))
            {
                var track = reader.Init!.Tracks[0];
                var capturedUs = _captured.Of(Frame.Us(fragment.DecodeTime, track.Timescale));
                if (!begun) Give(new LivePiece { Content = LiveContent.Epoch, Track = track, Epoch = _epoch, Init = reader.Init.Bytes, CapturedUs = capturedUs - Frame.Us(fragment.DecodeTime, track.Timescale) });
                begun = true;
                Give(new LivePiece { Content = LiveContent.Frame, Track = track, Epoch = _epoch, CapturedUs = capturedUs, Time = fragment.DecodeTime, Samples = fragment.Samples.ToArray(), Data = fragment.Payload.ToArray() });
            }
        }
    }

    private void Give(LivePiece piece) => _queue.Add(piece, RecordingTimeline.MonotonicUs(_time));

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "The picture could not be made small for a thin line: {Reason}")]
    private partial void LogFailed(string reason);
}

/// <summary>
/// When the frames that come out were captured: those that went in stand in line, and what comes out is the nearest of them
/// by its distance from the first. Thread safe.
/// </summary>
internal sealed class SmallPictureClock
{
    /// <summary>Of a decoder that takes frames and gives none, the oldest are forgotten.</summary>
    public const int Most = 512;

    private readonly Lock _lock = new();
    private readonly Queue<(long Us, long CapturedUs)> _waiting = new();
    private long? _firstIn;
    private long? _firstOut;
    private long _shiftUs;

    public void Fed(long us, long capturedUs)
    {
        lock (_lock)
        {
            _firstIn ??= us;
            if (_waiting.Count == Most) _waiting.Dequeue();
            _waiting.Enqueue((us - _firstIn.Value, capturedUs));
        }
    }

    public long Of(long us)
    {
        lock (_lock)
        {
            _firstOut ??= us;
            var at = us - _firstOut.Value;
            while (_waiting.TryPeek(out var next) && next.Us <= at + 1000)
            {
                _shiftUs = next.CapturedUs - next.Us;
                _waiting.Dequeue();
            }
            return at + _shiftUs;
        }
    }
}
