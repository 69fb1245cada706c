using System.Threading.Channels;

namespace Tongtang.DeviceDrivers.Transport;

/// <summary>
/// A link cut into frames, with questions and answers. It reads all the time, so that what a device says by itself is heard
/// at once and a broken link is seen without asking. What no question waits for stays in a short line until the next
/// question, which throws it away: it answers another one.
/// </summary>
/// <remarks>
/// Bounds: a frame of more than <see cref="MaxFrameBytes"/> is thrown away byte by byte until a cutter finds something else;
/// 32 frames wait at most, then the oldest goes.
/// </remarks>
public sealed class FramedLink : IAsyncDisposable
{
    private const int Waiting = 32;
    private readonly ILink _link;
    private readonly FrameCutter _cutter;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _asking = new(1);
    private readonly Func<byte[], bool>? _unasked;
    private readonly TimeSpan _gap;
    private readonly Task _reading;
    private long _spoken;
    private int _disposed;

    /// <param name="link">Its owner from now on is the framed link.</param>
    /// <param name="unasked">Takes what the device says by itself, one frame after another, and must not wait; false: it is an answer.</param>
    /// <param name="gap">The least time from one exchange to the next question, for devices that lose what comes sooner; also before the first, since another link may have spoken a moment ago.</param>
    public FramedLink(ILink link, FrameCutter cutter, TimeProvider time, Func<byte[], bool>? unasked = null, int maxFrameBytes = 1024, TimeSpan gap = default)
    {
        _link = link;
        _cutter = cutter;
        _time = time;
        _unasked = unasked;
        _gap = gap;
        _spoken = time.GetTimestamp();
        MaxFrameBytes = maxFrameBytes;
        _reading = ReadAsync();
        Ended = _reading;
    }

    public int MaxFrameBytes { get; }

    /// <summary>Fails with a <see cref="DeviceException"/> when the link breaks.</summary>
    public Task Ended { get; }

    /// <summary>Bytes that belonged to no frame, since the link was opened.</summary>
    public long GarbageBytes { get; private set; }

    /// <summary>Frames that answered no question, since the link was opened.</summary>
    public long StrayFrames { get; private set; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken, bool sensitive = false) => _link.SendAsync(bytes, sensitive, cancellationToken);

    /// <summary>Sends a question and waits for the frame that answers it; frames that answer something else are let go.</summary>
    /// <exception cref="NoAnswerException">None came within the time.</exception>
    /// <exception cref="DeviceException">The link is broken.</exception>
    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> question, Func<byte[], bool> answers, TimeSpan patience, CancellationToken cancellationToken, bool sensitive = false)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            await KeepGapAsync(cancellationToken);
            while (_waiting.Reader.TryRead(out _)) StrayFrames++;
            await _link.SendAsync(question, sensitive, cancellationToken);
            var answer = await WaitAsync(answers, patience, cancellationToken);
            // The device counts from when the question reached it, which may be long after it was sent.
            _spoken = _time.GetTimestamp();
            return answer;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Sends a command and has its answer judged. Silence is <see cref="CommandOutcome.Unknown"/>: the command may have been done, and is not sent again.</summary>
    /// <exception cref="DeviceException">The link is broken.</exception>
    public async Task<CommandResult> DoAsync(ReadOnlyMemory<byte> command, Func<byte[], bool> answers, Func<byte[], CommandResult> judge, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return judge(await AskAsync(command, answers, patience, cancellationToken));
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    /// <summary>Sends what is not answered, after the gap that questions keep.</summary>
    public async Task TellAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            await KeepGapAsync(cancellationToken);
            await _link.SendAsync(bytes, sensitive: false, cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Waits for a frame that the device sends by itself, e.g. a greeting or the second answer to one question; one that came already counts.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<byte[]> NextAsync(Func<byte[], bool> answers, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            return await WaitAsync(answers, patience, cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _ending.CancelAsync();
        await _link.DisposeAsync();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task KeepGapAsync(CancellationToken cancellationToken)
    {
        var left = _gap - _time.GetElapsedTime(_spoken);
        if (left > TimeSpan.Zero) await Task.Delay(left, _time, cancellationToken);
        _spoken = _time.GetTimestamp();
    }

    private async Task<byte[]> WaitAsync(Func<byte[], bool> answers, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
        try
        {
            while (true)
            {
                var frame = await _waiting.Reader.ReadAsync(either.Token);
                if (answers(frame)) return frame;
                StrayFrames++;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"no answer within {patience.TotalMilliseconds:0} ms");
        }
        catch (ChannelClosedException error)
        {
            throw error.InnerException as DeviceException ?? new DeviceException(DeviceProblems.LinkLost, "the link was closed", error);
        }
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        try
        {
            var buffer = new byte[Math.Max(MaxFrameBytes * 2, 4096)];
            var filled = 0;
            while (true)
            {
                var length = await _link.ReceiveAsync(buffer.AsMemory(filled), _ending.Token);
                if (length == 0) throw new DeviceException(DeviceProblems.LinkLost, "the device ended the connection");
                filled += length;
                var used = Cut(buffer.AsSpan(0, filled));
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (Exception error)
        {
            _waiting.Writer.TryComplete(error);
            throw;
        }
    }

    private int Cut(ReadOnlySpan<byte> received)
    {
        var used = 0;
        while (used < received.Length)
        {
            var cut = _cutter(received[used..]);
            GarbageBytes += cut.Skip;
            used += cut.Skip;
            if (cut.Length > 0)
            {
                Deliver(received.Slice(used, cut.Length).ToArray());
                used += cut.Length;
            }
            else if (cut.Skip == 0)
            {
                if (received.Length - used <= MaxFrameBytes) break;
                GarbageBytes++;
                used++;
            }
        }

        return used;
    }

    private void Deliver(byte[] frame)
    {
        if (_unasked is null || !_unasked(frame)) _waiting.Writer.TryWrite(frame);
    }
}
