using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One output of a running capture: its pipe, its reader, and what is known of its one track.</summary>
internal sealed class CaptureStream : IDisposable
{
    private readonly SourceCapture _owner;
    private readonly NonBlockingPipe _pipe;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<SourceProblem?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _progressUs;

    public CaptureStream(MediaKind kind, SourceCapture owner, NonBlockingPipe pipe, TimeProvider time)
    {
        (Kind, _owner, _pipe, _time) = (kind, owner, pipe, time);
        _progressUs = RecordingTimeline.MonotonicUs(time);
    }

    public MediaKind Kind { get; }

    public FragmentReader Reader { get; } = new();

    /// <summary>Null until its init segment has come.</summary>
    public MediaTrack? Track { get; private set; }

    public ReadOnlyMemory<byte> Init { get; private set; }

    /// <summary>Whether it is to be looked at often.</summary>
    public bool Eager => _owner.Eager;

    /// <summary>Null when it is over; else why it is of no more use. Fails on a bug.</summary>
    public Task<SourceProblem?> Ended => _ended.Task;

    /// <summary>How long nothing has come; time spent on our own disk does not count.</summary>
    public TimeSpan Silence => TimeSpan.FromMicroseconds(RecordingTimeline.MonotonicUs(_time) - Interlocked.Read(ref _progressUs));

    /// <summary>Takes all that is there. False: it has ended.</summary>
    public bool Pump()
    {
        try
        {
            while (true)
            {
                // The disk is far behind: what is in the pipe waits, and then the camera does.
                if (!_owner.TryHandOver()) return Progress();
                var memory = Reader.GetMemory();
                var count = _pipe.Read(memory);
                if (count < 0) return End(null);
                if (count == 0) return true;
                Progress();
                Reader.Advance(count);
                if (_owner.Take(this) is { } astray) return End(astray);
                if (count < memory.Length) return _owner.TryHandOver() || Progress();
            }
        }
        catch (Exception error) when (error is MediaFormatException or IOException)
        {
            return End(SourceProblem.Garbled(error.Message));
        }
        catch (Exception bug)
        {
            // Passed on to the capture's loop, which ends the process with it.
            _ended.TrySetException(bug);
            return false;
        }
    }

    /// <summary>True once, when the init segment has come. To be asked after each read.</summary>
    /// <exception cref="MediaFormatException">There is no track of this kind in it.</exception>
    public bool TakeInit()
    {
        if (Track is not null || Reader.Init is not { } init) return false;
        Track = init.Tracks.FirstOrDefault(track => track.Kind == Kind)
            ?? throw new MediaFormatException("trak", 0, $"a track of {Kind} is missing in the capture's output");
        Init = init.ForTrack(Track.Id);
        return true;
    }

    public void Dispose() => Reader.Dispose();

    private bool Progress()
    {
        Interlocked.Exchange(ref _progressUs, RecordingTimeline.MonotonicUs(_time));
        return true;
    }

    private bool End(SourceProblem? problem)
    {
        _ended.TrySetResult(problem);
        return false;
    }
}
