namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// Commands and inquiries as cameras take them: a command is acknowledged when it begins and completed when it has ended,
/// which for a long way takes seconds. Two may be under way; we give one at a time and do not wait for ways to end.
/// </summary>
internal sealed class ViscaSession(IViscaLine line, TimeProvider time) : IAsyncDisposable
{
    // What is refused or done at once has been by then; what is not is under way, and polling shows how far.
    private static readonly TimeSpan s_underWayAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(200);
    private const int BusyTries = 5;
    private readonly SemaphoreSlim _one = new(1);
    private readonly HashSet<int> _socketsUnderWay = [];

    public Task Ended => line.Ended;

    public Task BeginAsync(CancellationToken cancellationToken) => line.ResetAsync(cancellationToken);

    /// <summary>Gives a command of <see cref="ViscaWire"/>. Done: the camera has begun it.</summary>
    /// <param name="urgent">When two are under way, they are given up for it; else it waits a second for a place.</param>
    public async Task<CommandResult> DoAsync(byte[] command, CancellationToken cancellationToken, bool urgent = false)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var triesLeft = BusyTries; ; triesLeft--)
            {
                var reply = await line.AskAsync(command, AnswersCommand, cancellationToken);
                if (reply.Kind == ViscaReplyKind.Acknowledged) reply = await FollowAsync(reply, cancellationToken);
                if (reply.Kind != ViscaReplyKind.Error) return CommandResult.Done;
                if (reply.Error != ViscaError.BufferFull || triesLeft == 1) return ViscaError.Refusal(reply.Error);
                // It was not begun, so that giving it again does not do it twice.
                if (urgent) await CancelAsync(cancellationToken);
                else await Task.Delay(s_busyPause, time, cancellationToken);
            }
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown($"{Convert.ToHexString(command)}: {error.Message}");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What the camera answers; null when it refuses to, as many do in standby.</summary>
    /// <param name="isAnswer">Whether data are an answer to this inquiry; a late one to another has another length.</param>
    /// <exception cref="NoAnswerException">It says nothing.</exception>
    public async Task<byte[]?> AskAsync(byte[] inquiry, Func<byte[], bool> isAnswer, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var reply = await line.AskAsync(inquiry, reply => !EndsAnother(reply) && (reply.Kind == ViscaReplyKind.Error || reply.Kind == ViscaReplyKind.Answer && isAnswer(reply.Data)), cancellationToken);
            return reply.Kind == ViscaReplyKind.Answer ? reply.Data : null;
        }
        finally
        {
            _one.Release();
        }
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    /// <summary>The outcome of what was acknowledged, or the acknowledgement when it takes longer.</summary>
    private async Task<ViscaReply> FollowAsync(ViscaReply acknowledged, CancellationToken cancellationToken)
    {
        // PTZOptics' Move SE G3 gives one socket to two commands at a time.
        _socketsUnderWay.Remove(acknowledged.Socket);
        try
        {
            return await line.NextAsync(
                reply => !EndsAnother(reply) && reply.Kind is ViscaReplyKind.Completed or ViscaReplyKind.Error && (reply.Socket == acknowledged.Socket || reply.Socket == 0),
                s_underWayAfter,
                cancellationToken);
        }
        catch (NoAnswerException)
        {
            _socketsUnderWay.Add(acknowledged.Socket);
            return acknowledged;
        }
    }

    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        foreach (var socket in _socketsUnderWay.ToList())
        {
            await line.AskAsync(ViscaWire.Cancel(socket), reply => reply.Socket == socket && reply.Kind is ViscaReplyKind.Error or ViscaReplyKind.Completed, cancellationToken);
            _socketsUnderWay.Remove(socket);
        }
    }

    /// <summary>Some complete without having acknowledged, and Cisco's complete as socket 0.</summary>
    private bool AnswersCommand(ViscaReply reply) => !EndsAnother(reply) && reply.Kind is ViscaReplyKind.Acknowledged or ViscaReplyKind.Completed or ViscaReplyKind.Error;

    /// <summary>A command that was under way has ended, or was ended by this one.</summary>
    private bool EndsAnother(ViscaReply reply) =>
        (reply.Kind == ViscaReplyKind.Completed || reply is { Kind: ViscaReplyKind.Error, Error: ViscaError.Cancelled or ViscaError.NoSocket }) && _socketsUnderWay.Remove(reply.Socket);
}
