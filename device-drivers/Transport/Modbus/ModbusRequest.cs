using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>A question to a Modbus device: function codes 1, 2, 3, 4, 5, 6, 15 and 16 of the Modbus Application Protocol 1.1b3.</summary>
public sealed record ModbusRequest
{
    private readonly byte[] _body;

    private ModbusRequest(byte function, int address, int count, byte[] body)
    {
        if (address is < 0 or > 0xFFFF || address + count > 0x10000) throw new ArgumentOutOfRangeException(nameof(address), address, $"{count} from there do not fit below 65536");
        Function = function;
        Address = address;
        Count = count;
        _body = body;
    }

    public byte Function { get; }

    public int Address { get; }

    /// <summary>How many coils, inputs or registers.</summary>
    public int Count { get; }

    /// <summary>It changes nothing, and may be asked again.</summary>
    public bool IsRead => Function <= 4;

    /// <summary>Function code and what follows, without unit and checksum.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>How long the body of a good answer is.</summary>
    internal int AnswerLength => IsRead ? 2 + AnswerBytes : 5;

    private int AnswerBytes => Function <= 2 ? (Count + 7) / 8 : Count * 2;

    public static ModbusRequest ReadCoils(int address, int count) => Read(1, address, count, 2000);

    public static ModbusRequest ReadInputs(int address, int count) => Read(2, address, count, 2000);

    /// <summary>Function 3.</summary>
    public static ModbusRequest ReadRegisters(int address, int count) => Read(3, address, count, 125);

    /// <summary>Function 4.</summary>
    public static ModbusRequest ReadInputRegisters(int address, int count) => Read(4, address, count, 125);

    /// <param name="function">1 to 4.</param>
    public static ModbusRequest Read(int function, int address, int count) => Read((byte)function, address, count, function <= 2 ? 2000 : 125);

    public static ModbusRequest WriteCoil(int address, bool on) => new(5, address, 1, Pack(5, address, on ? 0xFF00 : 0));

    public static ModbusRequest WriteRegister(int address, ushort value) => new(6, address, 1, Pack(6, address, value));

    /// <param name="values">1 to 1968.</param>
    public static ModbusRequest WriteCoils(int address, ReadOnlySpan<bool> values)
    {
        if (values.Length is < 1 or > 1968) throw new ArgumentOutOfRangeException(nameof(values), values.Length, "allowed: 1 to 1968");
        var bits = new byte[(values.Length + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i]) bits[i / 8] |= (byte)(1 << (i % 8));
        }

        return new(15, address, values.Length, [.. Pack(15, address, values.Length), (byte)bits.Length, .. bits]);
    }

    /// <param name="values">1 to 123.</param>
    public static ModbusRequest WriteRegisters(int address, ReadOnlySpan<ushort> values)
    {
        if (values.Length is < 1 or > 123) throw new ArgumentOutOfRangeException(nameof(values), values.Length, "allowed: 1 to 123");
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), values[i]);
        return new(16, address, values.Length, [.. Pack(16, address, values.Length), (byte)bytes.Length, .. bytes]);
    }

    /// <summary>The bytes that a good answer begins with: how many follow, or for writes what was written.</summary>
    internal ReadOnlySpan<byte> AnswerStart => IsRead ? new byte[] { Function, (byte)AnswerBytes } : Body[..5];

    /// <summary>Whether the body of an answer, good or refusing, answers this.</summary>
    internal bool Answers(ReadOnlySpan<byte> body) =>
        body.Length == 2 && body[0] == (Function | 0x80) && body[1] != 0 ||
        body.Length == AnswerLength && body.StartsWith(AnswerStart);

    /// <param name="body">One that <see cref="Answers"/>.</param>
    internal ModbusAnswer Open(ReadOnlySpan<byte> body)
    {
        if (body[0] != Function) return new ModbusAnswer(body[1], [], []);
        if (!IsRead) return ModbusAnswer.Done;
        var data = body[2..];
        if (Function > 2)
        {
            var registers = new ushort[Count];
            for (var i = 0; i < Count; i++) registers[i] = BinaryPrimitives.ReadUInt16BigEndian(data[(i * 2)..]);
            return new ModbusAnswer(0, registers, []);
        }

        var bits = new bool[Count];
        for (var i = 0; i < Count; i++) bits[i] = (data[i / 8] >> (i % 8) & 1) != 0;
        return new ModbusAnswer(0, [], bits);
    }

    private static ModbusRequest Read(byte function, int address, int count, int most) =>
        count >= 1 && count <= most ? new(function, address, count, Pack(function, address, count)) : throw new ArgumentOutOfRangeException(nameof(count), count, $"allowed: 1 to {most}");

    private static byte[] Pack(byte function, int address, int value) => [function, (byte)(address >> 8), (byte)address, (byte)(value >> 8), (byte)value];
}

/// <summary>What a device answered.</summary>
/// <param name="Refusal">0: it did; else the exception code of the protocol.</param>
public sealed record ModbusAnswer(byte Refusal, IReadOnlyList<ushort> Registers, IReadOnlyList<bool> Bits)
{
    public static ModbusAnswer Done { get; } = new(0, [], []);

    /// <summary>E.g. "exception 2: no such address".</summary>
    public string RefusalText => Refusal switch
    {
        1 => "exception 1: function unknown",
        2 => "exception 2: no such address",
        3 => "exception 3: value not allowed",
        4 => "exception 4: device failure",
        5 => "exception 5: accepted, takes long",
        6 => "exception 6: busy",
        10 => "exception 10: the gateway has no path",
        11 => "exception 11: the device behind the gateway does not answer",
        _ => $"exception {Refusal}",
    };

    /// <summary>Of a command: null when it was done.</summary>
    public CommandResult? Refused => Refusal switch
    {
        0 => null,
        1 => CommandResult.Refused(CommandProblems.NotSupported, RefusalText),
        2 or 3 => CommandResult.Refused(CommandProblems.ArgumentInvalid, RefusalText),
        4 => CommandResult.Refused(CommandProblems.DeviceFailure, RefusalText),
        5 or 11 => CommandResult.Unknown(RefusalText),
        6 => CommandResult.Refused(CommandProblems.NotNow, RefusalText),
        _ => CommandResult.Refused(CommandProblems.Refused, RefusalText),
    };
}
