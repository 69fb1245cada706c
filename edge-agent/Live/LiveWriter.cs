using Google.Protobuf;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>Writes a source's pieces as the messages of live.md, in the hub's time.</summary>
internal sealed class LiveWriter(string source, LiveOrigins origins)
{
    /// <summary>Of keyframes that stand alone, until two have shown how far apart they are.</summary>
    private const long FirstSpacingUs = 1_000_000;
    private long _keyframeUs = -1;
    private long _spacingUs = FirstSpacingUs;
    private uint _sequence;

    /// <summary>Null: it is too large to travel.</summary>
    /// <param name="utcOffsetUs">UTC by the hub's clock minus monotonic microseconds.</param>
    public LiveMessage? Write(LiveTaken taken, LiveLevel level, long utcOffsetUs)
    {
        var piece = taken.Piece;
        if (piece.Bytes > LiveLimits.MessageBytes) return null;
        var track = piece.IsPicture ? LiveTrack.Picture : LiveTrack.Sound;
        var packet = piece.Content switch
        {
            LiveContent.Epoch => LivePacket.OfEpoch(track, piece.Epoch, origins.Of(source, piece, utcOffsetUs), piece.Track.Codec, piece.Init.Span),
            LiveContent.Ended => LivePacket.OfEnd(track),
            LiveContent.Part => Part(piece, track, piece.Part!),
            _ => Frame(taken, track, level, utcOffsetUs),
        };
        return new LiveMessage { Source = source, Bytes = UnsafeByteOperations.UnsafeWrap(packet.Bytes) };
    }

    private static LivePacket Part(LivePiece piece, LiveTrack track, LivePart part)
    {
        var flags = (part.Independent ? LivePartFlags.Independent : LivePartFlags.None) | (part.Last ? LivePartFlags.LastOfSegment : LivePartFlags.None);
        return LivePacket.OfPart(track, flags, piece.Epoch, (uint)part.Segment, (ushort)part.Index, part.RecordingId, piece.Data.Span);
    }

    private LivePacket Frame(LiveTaken taken, LiveTrack track, LiveLevel level, long utcOffsetUs)
    {
        var piece = taken.Piece;
        var samples = piece.Samples.Span;
        if (piece.IsKeyframe)
        {
            if (_keyframeUs >= 0 && piece.CapturedUs - _keyframeUs is > 0 and < 20_000_000) _spacingUs = piece.CapturedUs - _keyframeUs;
            _keyframeUs = piece.CapturedUs;
            // Alone it stands until the next one, or a player would find holes.
            if (level == LiveLevel.Keyframes) samples = new[] { samples[0] with { Duration = (uint)Recordings.Frame.Ticks(_spacingUs, piece.Track.Timescale) } };
        }
        using var fragment = new PooledBytes(piece.Data.Length + 256);
        FragmentWriter.Write(fragment, ++_sequence, piece.Track.Id, piece.Time, samples, piece.Data.Span);
        var flags = (samples[0].IsKeyframe ? LiveFrameFlags.Keyframe : LiveFrameFlags.None) | (taken.Skipped ? LiveFrameFlags.AfterDrop : LiveFrameFlags.None);
        return LivePacket.OfFrame(track, flags, piece.Epoch, piece.CapturedUs + utcOffsetUs, fragment.Written.Span);
    }
}

/// <summary>
/// When each running epoch's tfdt 0 was. Said once and then kept through connections: a hub that is told of the same epoch
/// again goes on with it.
/// </summary>
internal sealed class LiveOrigins(HubClock clock, TimeProvider time)
{
    private readonly Dictionary<(string Source, MediaKind Kind), (uint Epoch, long OriginUs)> _known = [];

    /// <summary>UTC by the hub's clock minus monotonic microseconds, at this moment.</summary>
    public long UtcOffsetUs => (clock.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - RecordingTimeline.MonotonicUs(time);

    public long Of(string source, LivePiece epoch, long utcOffsetUs)
    {
        var key = (source, epoch.Track.Kind);
        if (_known.TryGetValue(key, out var known) && known.Epoch == epoch.Epoch) return known.OriginUs;
        var originUs = Math.Max(0, epoch.CapturedUs + utcOffsetUs);
        _known[key] = (epoch.Epoch, originUs);
        return originUs;
    }
}
