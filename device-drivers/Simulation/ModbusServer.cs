using System.Buffers.Binary;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>The device's end of a Modbus line. Whether it is RTU or TCP it sees from the first question.</summary>
internal static class ModbusServer
{
    /// <param name="answer">Gets unit and body of a question; the body of the answer, or null to say nothing, as units do that are not meant.</param>
    public static async Task ServeAsync(ILink line, TimeProvider time, Func<byte, byte[], byte[]?> answer, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, Cut, time, maxFrameBytes: 300);
        while (true)
        {
            var frame = await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken);
            var isRtu = IsRtu(frame);
            var (unit, body) = isRtu ? (frame[0], frame[1..^2]) : (frame[6], frame[7..]);
            if (answer(unit, body) is not { } said) continue;
            await link.SendAsync(isRtu ? Crc16.Append([unit, .. said]) : ModbusTcpFraming.Wrap(BinaryPrimitives.ReadUInt16BigEndian(frame), unit, said), cancellationToken);
        }
    }

    internal static FrameCut Cut(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at < received.Length; at++)
        {
            var rest = received[at..];
            var length = RtuLength(rest);
            if (length > 0 && length <= rest.Length && Crc16.Fits(rest[..length])) return new(at, length);
            var tcp = ModbusTcpFraming.Cut(rest);
            if (tcp is { Skip: 0, Length: > 0 }) return new(at, tcp.Length);
            if (length > rest.Length || tcp is { Skip: 0, Length: 0 }) return new(at, 0);
        }

        return new(received.Length, 0);
    }

    private static bool IsRtu(ReadOnlySpan<byte> frame) => RtuLength(frame) == frame.Length && Crc16.Fits(frame);

    /// <summary>How long a question on a serial line is; 0: it is none.</summary>
    private static int RtuLength(ReadOnlySpan<byte> bytes)
    {
        const int Shortest = 8;
        if (bytes.Length < 2) return Shortest;
        if (bytes[1] is >= 1 and <= 6) return Shortest;
        if (bytes[1] is not (15 or 16)) return 0;
        if (bytes.Length < 7) return Shortest;
        var count = bytes[4] << 8 | bytes[5];
        return bytes[6] == (bytes[1] == 15 ? (count + 7) / 8 : count * 2) ? 9 + bytes[6] : 0;
    }
}
