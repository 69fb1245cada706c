using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// A camera's VISCA port: two commands at a time, acknowledged at once and completed when the motors have arrived; with the
/// header of VISCA over IP or without; and the ways in which real ones differ, as switches.
/// </summary>
[Simulator("visca")]
internal sealed class ViscaSimulator(TimeProvider time) : ISimulator
{
    private static readonly FrameCutter s_requests = received =>
    {
        var start = received.IndexOfAnyInRange((byte)0x81, (byte)0x88);
        if (start < 0) return new(received.Length, 0);
        return new(start, received[start..].IndexOf((byte)0xFF) + 1);
    };

    private readonly Lock _gate = new();
    private readonly HashSet<int> _busySockets = [];
    private uint _lastNumber;

    public SimulatedCamera Camera { get; init; } = new(time);

    /// <summary>1 to 7.</summary>
    public int Address { get; init; } = 1;

    /// <summary>VISCA over IP.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Does not acknowledge (Cisco).</summary>
    public bool CompletesOnly { get; init; }

    /// <summary>Completes as socket 0 (Cisco).</summary>
    public bool CompletesAsSocketZero { get; init; }

    /// <summary>Two commands in socket 1 (PTZOptics Move SE G3).</summary>
    public bool HasOneSocketForAll { get; init; }

    /// <summary>Answers as A0 though it was asked as 81 (PT20X-SE-G3).</summary>
    public bool AnswersAsAnother { get; init; }

    /// <summary>Every reply is number 1 (NewTek NDI PTZ1).</summary>
    public bool NumbersAllRepliesOne { get; init; }

    /// <summary>So many of the next messages do not arrive.</summary>
    public int LosesMessages { get; set; }

    /// <summary>So many of the next replies do not arrive.</summary>
    public int LosesReplies { get; set; }

    /// <summary>How many commands it has begun.</summary>
    public int CommandsBegun { get; private set; }

    /// <summary>Forgets the count, as one that was switched off and on.</summary>
    public void Restart() => _lastNumber = uint.MaxValue;

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var link = new FramedLink(line, HasHeader ? FrameCutters.Datagram : s_requests, time, maxFrameBytes: 32);
        using var sending = new SemaphoreSlim(1);
        var completions = new List<Task>();
        try
        {
            while (true)
            {
                var received = await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken);
                if (LosesMessages > 0 && LosesMessages-- > 0) continue;
                var (type, number, message) = HasHeader ? ViscaHeader.Read(received) ?? default : (default, default, received);
                if (type == ViscaHeader.Control) await ControlAsync(SendAsync, number);
                else if (message is not { Length: >= 3 }) continue;
                else if (HasHeader && !Counts(number)) await SendAsync(ViscaHeader.ControlReply, number, [0x0F, 0x01]);
                else if (await TakeAsync(message, reply => SendAsync(ViscaHeader.Reply, number, reply), ending.Token) is { } completion) completions.Add(completion);
                completions.RemoveAll(task => task.IsCompleted);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(completions);
        }

        async Task SendAsync(ushort type, uint number, byte[] reply)
        {
            if (LosesReplies > 0 && LosesReplies-- > 0) return;
            await sending.WaitAsync(cancellationToken);
            try
            {
                await link.SendAsync(HasHeader ? ViscaHeader.Write(type, NumbersAllRepliesOne ? 1 : number, reply) : reply, cancellationToken);
            }
            finally
            {
                sending.Release();
            }
        }
    }

    private Task ControlAsync(Func<ushort, uint, byte[], Task> send, uint number)
    {
        _lastNumber = 0;
        return send(ViscaHeader.ControlReply, number, [0x01]);
    }

    /// <summary>A number that is not the next was had already, or is a stranger's.</summary>
    private bool Counts(uint number)
    {
        if (NumbersAllRepliesOne) return number is >= 1 and <= 3;
        if (number <= _lastNumber) return false;
        _lastNumber = number;
        return true;
    }

    /// <summary>Answers a message; the task of its completion when it is a command.</summary>
    private async Task<Task?> TakeAsync(byte[] message, Func<byte[], Task> reply, CancellationToken cancellationToken)
    {
        var from = (byte)(0x80 + ((AnswersAsAnother ? Address + 1 : Address) << 4));
        if (message is [0x88, 0x30, 0x01, 0xFF]) await reply([0x88, 0x30, 0x02, 0xFF]);
        else if (message is [0x88, 0x01, 0x00, 0x01, 0xFF]) await reply(message);
        else if (message[0] != 0x80 + Address) return null;
        else if (message[1] == 0x09)
        {
            var (data, error) = Locked(() => Camera.Tell(message.AsSpan()[1..^1]));
            await reply(error == 0 ? [from, 0x50, .. data, 0xFF] : [from, 0x60, error, 0xFF]);
        }
        else if (message is [_, 0x21 or 0x22, 0xFF])
        {
            var socket = message[1] & 0x0F;
            await reply([from, (byte)(0x60 + socket), Locked(() => _busySockets.Remove(socket)) ? ViscaError.Cancelled : ViscaError.NoSocket, 0xFF]);
            Camera.Halt();
        }
        else
        {
            return await BeginAsync(message, from, reply, cancellationToken);
        }

        return null;
    }

    private async Task<Task?> BeginAsync(byte[] message, byte from, Func<byte[], Task> reply, CancellationToken cancellationToken)
    {
        var socket = Locked(() => _busySockets.Contains(1) ? _busySockets.Contains(2) ? 0 : 2 : 1);
        if (socket == 0)
        {
            await reply([from, 0x60, ViscaError.BufferFull, 0xFF]);
            return null;
        }

        var (length, error) = Locked(() => Camera.Do(message.AsSpan()[1..^1]));
        if (error != 0)
        {
            await reply([from, (byte)(error == ViscaError.Syntax ? 0x60 : 0x60 + socket), error, 0xFF]);
            return null;
        }

        CommandsBegun++;
        Locked(() => _busySockets.Add(socket));
        var said = HasOneSocketForAll ? 1 : socket;
        if (!CompletesOnly) await reply([from, (byte)(0x40 + said), 0xFF]);
        return CompleteAsync();

        async Task CompleteAsync()
        {
            try
            {
                await Task.Delay(length, time, cancellationToken);
                if (Locked(() => _busySockets.Remove(socket))) await reply([from, (byte)(0x50 + (CompletesAsSocketZero ? 0 : said)), 0xFF]);
            }
            catch (Exception end) when (end is OperationCanceledException or DeviceException)
            {
                // The line's end; the motors go on.
                Locked(() => _busySockets.Remove(socket));
            }
        }
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate) return work();
    }
}
