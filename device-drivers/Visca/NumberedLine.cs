using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// VISCA over IP (UDP 52381): every message has a number, and its replies have the same. A message without a reply is sent
/// again under its number; a camera that has had it already says so (0F 01) instead of doing it twice.
/// </summary>
/// <param name="fewNumbers">Only 1 to 3, and replies may have any (NewTek NDI PTZ1, obs-visca-control#7).</param>
internal sealed class NumberedLine(ILink link, bool fewNumbers, TimeProvider time) : IViscaLine
{
    private const int Tries = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly ViscaReply s_hadBeenDone = new(ViscaReplyKind.Completed, 1, 0, 0, []);
    private readonly FramedLink _link = new(link, FrameCutters.Datagram, time, maxFrameBytes: 64);
    private uint _number;

    public Task Ended => _link.Ended;

    /// <summary>Cameras that do not know it say nothing.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _link.AskAsync(ViscaHeader.Reset, datagram => ViscaHeader.Read(datagram) is { Type: ViscaHeader.ControlReply, Message: [0x01] }, s_patience, cancellationToken);
        }
        catch (NoAnswerException)
        {
            // The first question shows whether there is a camera.
        }

        _number = 0;
    }

    public async Task<ViscaReply> AskAsync(byte[] message, Func<ViscaReply, bool> answers, CancellationToken cancellationToken)
    {
        for (var renumbered = false; ; renumbered = true)
        {
            var (reply, again) = await SendAsync(message, answers, cancellationToken);
            if (reply is { } known) return known;
            if (renumbered) throw new DeviceException(DeviceProblems.Garbled, "the camera finds every number wrong (0F 01)");
            if (!again) await ResetAsync(cancellationToken);
        }
    }

    public async Task<ViscaReply> NextAsync(Func<ViscaReply, bool> answers, TimeSpan patience, CancellationToken cancellationToken) =>
        ReplyOf(await _link.NextAsync(datagram => IsReply(datagram, answers), patience, cancellationToken))!.Value;

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>The reply; without one, whether the message may go again under the next number, else the camera has lost count and did nothing.</summary>
    private async Task<(ViscaReply? Reply, bool Again)> SendAsync(byte[] message, Func<ViscaReply, bool> answers, CancellationToken cancellationToken)
    {
        _number = fewNumbers ? _number % 3 + 1 : _number + 1;
        var inquiry = ViscaWire.IsInquiry(message);
        var datagram = ViscaHeader.Write(inquiry ? ViscaHeader.Inquiry : ViscaHeader.Command, _number, ViscaWire.Frame(1, message));
        for (var sent = 1; ; sent++)
        {
            try
            {
                var answer = await _link.AskAsync(datagram, received => IsComplaint(received) || IsReply(received, answers), s_patience, cancellationToken);
                if (ReplyOf(answer) is { } reply) return (reply, false);
                if (ViscaHeader.Read(answer) is { Message: [0x0F, 0x02] }) throw new DeviceException(DeviceProblems.Unexpected, "the camera does not know this kind of message (0F 02)");
                // It had the message before: only its reply was lost.
                return (sent > 1 && !inquiry ? s_hadBeenDone : null, sent > 1);
            }
            catch (NoAnswerException) when (sent < Tries)
            {
                // Either the message or its reply was lost.
            }
        }
    }

    private bool IsComplaint(byte[] datagram) => ViscaHeader.Read(datagram) is { Type: ViscaHeader.ControlReply, Message: [0x0F, _] } complaint && IsMine(complaint.Number);

    private bool IsReply(byte[] datagram, Func<ViscaReply, bool> answers) => ViscaHeader.Read(datagram) is { Type: ViscaHeader.Reply } read && IsMine(read.Number) && ReplyOf(datagram) is { } reply && answers(reply);

    private bool IsMine(uint number) => fewNumbers || number == _number;

    private static ViscaReply? ReplyOf(byte[] datagram) => ViscaHeader.Read(datagram) is { Type: ViscaHeader.Reply } read ? ViscaReply.Parse(read.Message) : null;
}
