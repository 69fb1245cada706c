using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>A question on its way.</summary>
internal sealed record ModbusQuestion(byte Unit, ushort Transaction, ModbusRequest Request);

/// <summary>How a question is packed and its answer found. Pure.</summary>
internal interface IModbusFraming
{
    byte[] Wrap(ModbusQuestion question);

    /// <summary>Finds the next frame that may answer the question; null: nobody has asked.</summary>
    FrameCut Cut(ReadOnlySpan<byte> received, ModbusQuestion? question);

    /// <summary>The body of a frame that was cut, empty when it answers another question.</summary>
    ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> frame, ModbusQuestion question);
}

/// <summary>
/// On serial lines: unit, body, checksum. How long a frame is stands nowhere; so only what can be the answer is looked for,
/// and noise before it or a half answer is let go as soon as the checksum has spoken.
/// </summary>
internal sealed class ModbusRtuFraming : IModbusFraming
{
    private const int RefusalLength = 5;

    public byte[] Wrap(ModbusQuestion question) => Crc16.Append([question.Unit, .. question.Request.Body]);

    public FrameCut Cut(ReadOnlySpan<byte> received, ModbusQuestion? question)
    {
        if (question is null) return new(received.Length, 0);
        ReadOnlySpan<byte> done = [question.Unit, .. question.Request.AnswerStart];
        ReadOnlySpan<byte> refused = [question.Unit, (byte)(question.Request.Function | 0x80)];
        for (var at = 0; at < received.Length; at++)
        {
            var rest = received[at..];
            var length = Begins(rest, done) ? question.Request.AnswerLength + 3 : Begins(rest, refused) ? RefusalLength : 0;
            if (length == 0) continue;
            if (length > rest.Length) return new(at, 0);
            if (Crc16.Fits(rest[..length])) return new(at, length);
        }

        return new(received.Length, 0);
    }

    public ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> frame, ModbusQuestion question) => frame[0] == question.Unit ? frame[1..^2] : [];

    /// <summary>Whether the bytes begin like that, as far as they have come.</summary>
    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> start) => bytes.Length < start.Length ? start.StartsWith(bytes) : bytes.StartsWith(start);
}

/// <summary>On TCP: a header of seven bytes with a number that comes back, and the body.</summary>
internal sealed class ModbusTcpFraming : IModbusFraming
{
    private const int Header = 7;

    public byte[] Wrap(ModbusQuestion question) => Wrap(question.Transaction, question.Unit, question.Request.Body);

    public static byte[] Wrap(ushort transaction, byte unit, ReadOnlySpan<byte> body)
    {
        var frame = new byte[Header + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(body.Length + 1));
        frame[6] = unit;
        body.CopyTo(frame.AsSpan(Header));
        return frame;
    }

    public FrameCut Cut(ReadOnlySpan<byte> received, ModbusQuestion? question) => Cut(received);

    public static FrameCut Cut(ReadOnlySpan<byte> received)
    {
        for (var at = 0; at < received.Length; at++)
        {
            var rest = received[at..];
            if (rest.Length > 2 && rest[2] != 0 || rest.Length > 3 && rest[3] != 0 || rest.Length > 4 && rest[4] != 0) continue;
            if (rest.Length < 6) return new(at, 0);
            if (rest[5] is < 2 or > 254) continue;
            return rest.Length < 6 + rest[5] ? new(at, 0) : new(at, 6 + rest[5]);
        }

        return new(received.Length, 0);
    }

    public ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> frame, ModbusQuestion question) =>
        BinaryPrimitives.ReadUInt16BigEndian(frame) == question.Transaction && frame[6] == question.Unit ? frame[Header..] : [];
}
