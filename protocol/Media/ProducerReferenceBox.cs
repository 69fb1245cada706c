using System.Buffers;
using System.Buffers.Binary;

namespace Tongtang.Protocol.Media;

/// <summary>prft, 32 bytes: the time at which a sample was captured. Every stored segment begins with one.</summary>
public static class ProducerReferenceBox
{
    public const int Bytes = 32;

    // Flags 24 as ffmpeg writes them: time of capture in the encoder's input and output (ISO/IEC 14496-12, 8.16.5).
    private const uint VersionAndFlags = 0x01000018;
    private static readonly DateTimeOffset _ntpEpoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(IBufferWriter<byte> output, uint trackId, ProducerReference reference)
    {
        var box = output.GetSpan(Bytes)[..Bytes];
        var ticks = (reference.CapturedAt - _ntpEpoch).Ticks;
        BinaryPrimitives.WriteUInt32BigEndian(box, Bytes);
        BinaryPrimitives.WriteUInt32BigEndian(box[4..], FourCc.Prft);
        BinaryPrimitives.WriteUInt32BigEndian(box[8..], VersionAndFlags);
        BinaryPrimitives.WriteUInt32BigEndian(box[12..], trackId);
        BinaryPrimitives.WriteUInt32BigEndian(box[16..], (uint)(ticks / TimeSpan.TicksPerSecond));
        // Rounded up, since the reader rounds down: what is written is read back to the tick.
        var fraction = ((UInt128)(ticks % TimeSpan.TicksPerSecond) << 32) + (TimeSpan.TicksPerSecond - 1);
        BinaryPrimitives.WriteUInt32BigEndian(box[20..], (uint)(fraction / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteInt64BigEndian(box[24..], reference.MediaTime);
        output.Advance(Bytes);
    }

    internal static (uint TrackId, ProducerReference Reference) Read(BoxFields fields)
    {
        const uint era1 = 0x80000000;
        var (version, _) = fields.VersionAndFlags();
        var trackId = fields.U32();
        long seconds = fields.U32();
        // 32 bits of seconds end in 2036; what looks older than 1968 is of the next era (RFC 5905, 6).
        seconds += seconds < era1 ? 1L << 32 : 0;
        var ticks = (long)(((ulong)fields.U32() * TimeSpan.TicksPerSecond) >> 32);
        var mediaTime = version == 0 ? fields.U32() : (long)fields.U64();
        return (trackId, new ProducerReference(_ntpEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + ticks), mediaTime));
    }
}
