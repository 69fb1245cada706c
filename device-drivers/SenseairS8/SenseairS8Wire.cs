using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.SenseairS8;

/// <summary>What the S8 keeps where (Senseair, "Modbus on Senseair S8"). Pure.</summary>
internal static class SenseairS8Wire
{
    public const byte AnyUnit = 0xFE;

    /// <summary>Status, alarm, output and concentration at once.</summary>
    public static ModbusRequest Read { get; } = ModbusRequest.ReadInputRegisters(0, 4);

    /// <summary>The status word as words; empty without faults.</summary>
    public static string Errors(ushort status)
    {
        ReadOnlySpan<string> names = ["fatal", "offset", "algorithm", "output", "self_test", "out_of_range", "memory"];
        var words = new List<string>();
        for (var bit = 0; bit < 16; bit++)
        {
            if ((status >> bit & 1) != 0) words.Add($"{(bit < names.Length ? names[bit] : $"bit_{bit}")}:error");
        }

        return string.Join(' ', words);
    }

    /// <summary>Null beyond what it measures; the word is signed and reads zero or less while it starts.</summary>
    public static int? Ppm(ushort register) => (short)register is > 0 and <= 10000 and var ppm ? ppm : null;
}
