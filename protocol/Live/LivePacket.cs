using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Live;

/// <summary>
/// One message of live.md: its bytes as they travel, and what their head says. Immutable, and shared by all who are sent
/// it. It keeps the memory that it was made from, which must not change afterwards.
/// </summary>
public sealed class LivePacket
{
    private const int EpochHead = 16;
    private const int FrameHead = 15;
    private const int PartHead = 45;
    private const int RecordingDigits = 32;

    /// <summary>31 December 9999: later times are nonsense, and no arithmetic on them overflows.</summary>
    private const long LastMicroseconds = 253_402_300_799_999_999;

    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789abcdef"u8);
    private static readonly SearchValues<byte> s_codecCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"u8);

    private LivePacket? _afterDrop;

    private LivePacket(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>May be a kind that this version does not know; then nothing else is read.</summary>
    public LiveKind Kind => (LiveKind)Bytes.Span[0];

    public LiveTrack Track => (LiveTrack)Bytes.Span[1];

    /// <summary>Of Epoch, Frame and Part; 0 of Ended.</summary>
    public uint Epoch { get; private init; }

    /// <summary>Epoch: when its tfdt 0 was captured. Frame: when it was captured. UTC by the hub's clock, in µs; else 0.</summary>
    public long Microseconds { get; private init; }

    /// <summary>Epoch: RFC 6381; else empty.</summary>
    public string Codec { get; private init; } = "";

    /// <summary>The init segment, the moof and mdat, or the part's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    public LiveFrameFlags FrameFlags => Kind == LiveKind.Frame ? (LiveFrameFlags)Bytes.Span[2] : LiveFrameFlags.None;

    public LivePartFlags PartFlags => Kind == LiveKind.Part ? (LivePartFlags)Bytes.Span[2] : LivePartFlags.None;

    /// <summary>Part: of which recording, segment and part it is; else empty and 0.</summary>
    public string Recording { get; private init; } = "";

    public uint Segment { get; private init; }

    public ushort Part { get; private init; }

    /// <summary>A picture that can be decoded by itself: where a viewer can begin.</summary>
    public bool IsPictureKeyframe => Kind == LiveKind.Frame && Track == LiveTrack.Picture && FrameFlags.HasFlag(LiveFrameFlags.Keyframe);

    /// <summary>The same frame with <see cref="LiveFrameFlags.AfterDrop"/>; copied once, however many viewers need it.</summary>
    public LivePacket AfterDrop => Kind != LiveKind.Frame || FrameFlags.HasFlag(LiveFrameFlags.AfterDrop) ? this : _afterDrop ??= Flagged();

    /// <param name="epoch">Another number for every run of the capture.</param>
    /// <param name="originMicroseconds">When tfdt 0 was captured, UTC µs by the hub's clock.</param>
    /// <param name="codec">RFC 6381, e.g. <c>avc1.64001F</c>.</param>
    /// <param name="init">Of one track.</param>
    public static LivePacket OfEpoch(LiveTrack track, uint epoch, long originMicroseconds, string codec, ReadOnlySpan<byte> init)
    {
        var bytes = new byte[EpochHead + codec.Length + init.Length];
        Begin(bytes, LiveKind.Epoch, track);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), epoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(6), originMicroseconds);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), checked((ushort)codec.Length));
        Encoding.ASCII.GetBytes(codec, bytes.AsSpan(EpochHead));
        init.CopyTo(bytes.AsSpan(EpochHead + codec.Length));
        return Parse(bytes);
    }

    /// <param name="capturedMicroseconds">UTC µs by the hub's clock.</param>
    /// <param name="fragment">One moof and its mdat.</param>
    public static LivePacket OfFrame(LiveTrack track, LiveFrameFlags flags, uint epoch, long capturedMicroseconds, ReadOnlySpan<byte> fragment)
    {
        var bytes = new byte[FrameHead + fragment.Length];
        Begin(bytes, LiveKind.Frame, track);
        bytes[2] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(3), epoch);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(7), capturedMicroseconds);
        fragment.CopyTo(bytes.AsSpan(FrameHead));
        return Parse(bytes);
    }

    public static LivePacket OfEnd(LiveTrack track) => Parse(new[] { (byte)LiveKind.Ended, (byte)track });

    /// <param name="recording">32 lower-case hex digits.</param>
    public static LivePacket OfPart(LiveTrack track, LivePartFlags flags, uint epoch, uint segment, ushort part, string recording, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[PartHead + content.Length];
        Begin(bytes, LiveKind.Part, track);
        bytes[2] = (byte)flags;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(3), epoch);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(7), segment);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(11), part);
        if (recording.Length != RecordingDigits) throw new LiveMessageException($"recording has {recording.Length} characters; it has {RecordingDigits}");
        Encoding.ASCII.GetBytes(recording, bytes.AsSpan(13));
        content.CopyTo(bytes.AsSpan(PartHead));
        return Parse(bytes);
    }

    /// <exception cref="LiveMessageException">These bytes are no message, or one beyond <see cref="LiveLimits"/>.</exception>
    public static LivePacket Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length is 0 or > LiveLimits.MessageBytes) throw new LiveMessageException($"a message has {bytes.Length} bytes; allowed: 1 to {LiveLimits.MessageBytes}");
        var kind = (LiveKind)bytes.Span[0];
        if (kind is LiveKind.Epoch or LiveKind.Frame or LiveKind.Ended or LiveKind.Part) RequireTrack(bytes.Span);
        return kind switch
        {
            LiveKind.Epoch => ParseEpoch(bytes),
            LiveKind.Frame => ParseFrame(bytes),
            LiveKind.Part => ParsePart(bytes),
            _ when bytes.Span[0] == 0 => throw new LiveMessageException("kind is 0"),
            _ => new LivePacket(bytes),
        };
    }

    private static LivePacket ParseEpoch(ReadOnlyMemory<byte> bytes)
    {
        RequireLength(bytes, EpochHead);
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[14..]);
        if (length is 0 or > LiveLimits.CodecBytes) throw new LiveMessageException($"a codec string has {length} bytes; allowed: 1 to {LiveLimits.CodecBytes}");
        RequireLength(bytes, EpochHead + length);
        var codec = bytes.Span.Slice(EpochHead, length);
        if (codec.ContainsAnyExcept(s_codecCharacters)) throw new LiveMessageException("a codec string has letters, digits, points and dashes only");
        var init = bytes[(EpochHead + length)..];
        RequireInit(init, (LiveTrack)bytes.Span[1]);
        return new LivePacket(bytes) { Epoch = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[2..]), Microseconds = Time(bytes.Span[6..]), Codec = Encoding.ASCII.GetString(codec), Body = init };
    }

    private static LivePacket ParseFrame(ReadOnlyMemory<byte> bytes)
    {
        RequireLength(bytes, FrameHead);
        var body = bytes[FrameHead..];
        RequireFragment(body.Span);
        return new LivePacket(bytes) { Epoch = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[3..]), Microseconds = Time(bytes.Span[7..]), Body = body };
    }

    private static LivePacket ParsePart(ReadOnlyMemory<byte> bytes)
    {
        RequireLength(bytes, PartHead);
        var recording = bytes.Span.Slice(13, RecordingDigits);
        if (recording.ContainsAnyExcept(s_hexDigits)) throw new LiveMessageException("recording is not 32 lower-case hex digits");
        var head = bytes.Span;
        return new LivePacket(bytes)
        {
            Epoch = BinaryPrimitives.ReadUInt32BigEndian(head[3..]),
            Segment = BinaryPrimitives.ReadUInt32BigEndian(head[7..]),
            Part = BinaryPrimitives.ReadUInt16BigEndian(head[11..]),
            Recording = Encoding.ASCII.GetString(recording),
            Body = bytes[PartHead..],
        };
    }

    private static void RequireTrack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[1] > (byte)LiveTrack.Sound) throw new LiveMessageException("track is missing, or neither 0 nor 1");
    }

    private static void RequireLength(ReadOnlyMemory<byte> bytes, int least)
    {
        if (bytes.Length < least) throw new LiveMessageException($"a message of kind {bytes.Span[0]} has {bytes.Length} bytes; at least {least} are needed");
    }

    private static long Time(ReadOnlySpan<byte> bytes)
    {
        var time = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return time is >= 0 and <= LastMicroseconds ? time : throw new LiveMessageException($"a time is {time} µs; allowed: 0 to {LastMicroseconds}");
    }

    private static void RequireInit(ReadOnlyMemory<byte> init, LiveTrack track)
    {
        try
        {
            var tracks = InitSegment.Parse(init).Tracks;
            if (tracks.Count != 1 || tracks[0].Kind != (track == LiveTrack.Sound ? MediaKind.Audio : MediaKind.Video))
                throw new LiveMessageException("an epoch's init segment has one track, of the kind that the message names");
        }
        catch (MediaFormatException problem)
        {
            throw new LiveMessageException(problem.Message, problem);
        }
    }

    /// <summary>moof and mdat by their heads; what is in them is the decoder's to judge.</summary>
    private static void RequireFragment(ReadOnlySpan<byte> fragment)
    {
        var moof = BoxBytes(fragment, "moof"u8);
        if (BoxBytes(fragment[moof..], "mdat"u8) != fragment.Length - moof) throw new LiveMessageException("mdat does not end with the message");
    }

    private static int BoxBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> type)
    {
        if (bytes.Length < 8 || !bytes[4..8].SequenceEqual(type)) throw new LiveMessageException($"a frame is one moof and one mdat; {Encoding.ASCII.GetString(type)} is not where it must be");
        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return size >= 8 && size <= bytes.Length ? (int)size : throw new LiveMessageException($"{Encoding.ASCII.GetString(type)} says {size} bytes, {bytes.Length} are there");
    }

    private static void Begin(Span<byte> bytes, LiveKind kind, LiveTrack track) => (bytes[0], bytes[1]) = ((byte)kind, (byte)track);

    private LivePacket Flagged()
    {
        var bytes = Bytes.ToArray();
        bytes[2] |= (byte)LiveFrameFlags.AfterDrop;
        return new LivePacket(bytes) { Epoch = Epoch, Microseconds = Microseconds, Body = bytes.AsMemory(FrameHead) };
    }
}
