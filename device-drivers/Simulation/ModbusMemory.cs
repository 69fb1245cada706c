using System.Buffers.Binary;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>The tables of a simulated Modbus device. What was not put there does not exist: exception 2, as most devices answer. Thread safe.</summary>
internal sealed class ModbusMemory
{
    private const byte UnknownFunction = 1;
    private const byte NoSuchAddress = 2;
    private const byte ValueNotAllowed = 3;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, bool>[] _bits = [[], []];
    private readonly Dictionary<int, ushort>[] _registers = [[], []];

    /// <summary>Called before each question is answered, e.g. to put fresh measurements there.</summary>
    public Action Refresh { get; set; } = () => { };

    /// <summary>Told what a register or coil was set to by the other side.</summary>
    public Action<int, int> Written { get; set; } = (_, _) => { };

    /// <summary>1 coils, 2 inputs.</summary>
    public void PutBit(int function, int address, bool on)
    {
        lock (_gate) _bits[function - 1][address] = on;
    }

    public bool Bit(int function, int address)
    {
        lock (_gate) return _bits[function - 1].GetValueOrDefault(address);
    }

    /// <summary>3 holding registers, 4 input registers.</summary>
    public void Put(int function, int address, params ReadOnlySpan<ushort> values)
    {
        lock (_gate)
        {
            foreach (var value in values) _registers[function - 3][address++] = value;
        }
    }

    public ushort Register(int function, int address)
    {
        lock (_gate) return _registers[function - 3].GetValueOrDefault(address);
    }

    /// <summary>The body of the answer to a question's body.</summary>
    public byte[] Answer(byte[] body)
    {
        Refresh();
        var written = new List<(int Address, int Value)>();
        byte[] answer;
        lock (_gate) answer = body.Length < 5 ? [(byte)(body[0] | 0x80), ValueNotAllowed] : Answer(body, written);
        foreach (var (address, value) in written) Written(address, value);
        return answer;
    }

    private byte[] Answer(byte[] body, List<(int, int)> written)
    {
        var function = body[0];
        var (address, value) = (BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(1)), BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(3)));
        var error = function switch
        {
            1 or 2 => Missing(_bits[function - 1], address, value, 2000),
            3 or 4 => Missing(_registers[function - 3], address, value, 125),
            5 => value is not (0 or 0xFF00) ? ValueNotAllowed : Missing(_bits[0], address, 1, 1),
            6 => Missing(_registers[0], address, 1, 1),
            15 => body.Length != 6 + (value + 7) / 8 ? ValueNotAllowed : Missing(_bits[0], address, value, 1968),
            16 => body.Length != 6 + value * 2 ? ValueNotAllowed : Missing(_registers[0], address, value, 123),
            _ => UnknownFunction,
        };
        if (error != 0) return [(byte)(function | 0x80), error];
        switch (function)
        {
            case 1 or 2:
                var bits = new byte[(value + 7) / 8];
                for (var i = 0; i < value; i++) bits[i / 8] |= (byte)(_bits[function - 1][address + i] ? 1 << (i % 8) : 0);
                return [function, (byte)bits.Length, .. bits];
            case 3 or 4:
                var data = new byte[value * 2];
                for (var i = 0; i < value; i++) BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * 2), _registers[function - 3][address + i]);
                return [function, (byte)data.Length, .. data];
            case 5:
                Write(_bits[0], address, value != 0);
                written.Add((address, value != 0 ? 1 : 0));
                break;
            case 6:
                Write(_registers[0], address, value);
                written.Add((address, value));
                break;
            case 15:
                for (var i = 0; i < value; i++) Write(_bits[0], address + i, (body[6 + i / 8] >> (i % 8) & 1) != 0);
                written.AddRange(Enumerable.Range(address, value).Select(at => (at, _bits[0][at] ? 1 : 0)));
                break;
            default:
                for (var i = 0; i < value; i++) Write(_registers[0], address + i, BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(6 + i * 2)));
                written.AddRange(Enumerable.Range(address, value).Select(at => (at, (int)_registers[0][at])));
                break;
        }

        return body[..5];
    }

    private static byte Missing<T>(Dictionary<int, T> table, int address, int count, int most)
    {
        if (count < 1 || count > most) return ValueNotAllowed;
        for (var i = 0; i < count; i++)
        {
            if (!table.ContainsKey(address + i)) return NoSuchAddress;
        }

        return 0;
    }

    private static void Write<T>(Dictionary<int, T> table, int address, T value) => table[address] = value;
}
