using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// Messages as on a serial line, also by TCP 5678 and UDP 1259. Nothing tells which question a reply belongs to, so a
/// command whose reply was lost is not sent again; an inquiry is.
/// </summary>
internal sealed class PlainLine : IViscaLine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_resetPatience = TimeSpan.FromMilliseconds(500);
    private readonly FramedLink _link;
    private readonly ConnectionKind _kind;
    private readonly int _address;
    private volatile bool _chainChanged;

    /// <param name="address">Of a camera at a serial line; over a network it is always 1.</param>
    public PlainLine(ILink link, ConnectionKind kind, int address, TimeProvider time)
    {
        _kind = kind;
        _address = kind == ConnectionKind.Serial ? address : 1;
        _link = new FramedLink(link, ViscaReply.Cutter, time, NoticeChain, maxFrameBytes: 16);
    }

    public Task Ended => _link.Ended;

    /// <summary>Cameras that know neither (some by TCP) say nothing, and need neither.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        _chainChanged = false;
        if (_kind == ConnectionKind.Udp) return;
        await TryAsync(ViscaWire.SetAddresses, ViscaReplyKind.AddressesSet, cancellationToken);
        await TryAsync(ViscaWire.Clear, ViscaReplyKind.Cleared, cancellationToken);
    }

    public async Task<ViscaReply> AskAsync(byte[] message, Func<ViscaReply, bool> answers, CancellationToken cancellationToken)
    {
        if (_chainChanged) await ResetAsync(cancellationToken);
        for (var triesLeft = ViscaWire.IsInquiry(message) ? 2 : 1; ; triesLeft--)
        {
            try
            {
                return Read(await _link.AskAsync(ViscaWire.Frame(_address, message), frame => IsMine(frame, answers), s_patience, cancellationToken));
            }
            catch (NoAnswerException) when (triesLeft > 1)
            {
                // Noise on the line; asking twice does no harm.
            }
        }
    }

    public async Task<ViscaReply> NextAsync(Func<ViscaReply, bool> answers, TimeSpan patience, CancellationToken cancellationToken) =>
        Read(await _link.NextAsync(frame => IsMine(frame, answers), patience, cancellationToken));

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Over a network some answer as A0 although they were asked as 81 (PT20X-SE-G3, companion#57).</summary>
    private bool IsMine(byte[] frame, Func<ViscaReply, bool> answers) =>
        ViscaReply.Parse(frame) is { } reply && (_kind != ConnectionKind.Serial || reply.Address == _address) && answers(reply);

    private bool NoticeChain(byte[] frame)
    {
        if (ViscaReply.Parse(frame) is not { Kind: ViscaReplyKind.ChainChanged }) return false;
        // Over a network there is no chain, although cameras say so (also as 80 38 FF) when they were switched on.
        if (_kind == ConnectionKind.Serial) _chainChanged = true;
        return true;
    }

    private async Task TryAsync(byte[] frame, ViscaReplyKind reply, CancellationToken cancellationToken)
    {
        try
        {
            await _link.AskAsync(frame, answer => ViscaReply.Parse(answer)?.Kind == reply, s_resetPatience, cancellationToken);
        }
        catch (NoAnswerException)
        {
            // See above.
        }
    }

    private static ViscaReply Read(byte[] frame) => ViscaReply.Parse(frame)!.Value;
}
