using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Live;

/// <summary>
/// Leaves a source's sound out while its room is not heard. To whoever receives it, the sound has then ended; when the room
/// is heard again, it begins anew with its epoch. Pure but for what it remembers; one per receiver.
/// </summary>
internal sealed class PulledSound
{
    private LivePacket? _epoch;
    private bool _open;

    /// <summary>What goes on, in order, for this packet.</summary>
    /// <param name="packet">The next one of the source.</param>
    /// <param name="heard">Whether the room may be heard now.</param>
    public IEnumerable<LivePacket> Pass(LivePacket packet, bool heard)
    {
        if (packet.Kind is not (LiveKind.Epoch or LiveKind.Frame or LiveKind.Ended))
        {
            // Parts are no matter of lessons; and what is not known cannot be told from sound.
            yield break;
        }
        if (!heard && _open)
        {
            _open = false;
            yield return LivePacket.OfEnd(LiveTrack.Sound);
        }
        if (packet.Track != LiveTrack.Sound)
        {
            yield return packet;
            yield break;
        }
        if (packet.Kind == LiveKind.Epoch) _epoch = packet;
        if (packet.Kind == LiveKind.Ended) _epoch = null;
        if (!heard) yield break;
        if (!_open && packet.Kind == LiveKind.Frame && _epoch is { } epoch) yield return epoch;
        _open = packet.Kind != LiveKind.Ended;
        yield return packet;
    }
}
