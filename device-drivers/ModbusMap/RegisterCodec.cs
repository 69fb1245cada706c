namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>Registers as values and back. Pure.</summary>
internal static class RegisterCodec
{
    /// <summary>The value, or null when the sensor says that it has none or it is outside the map's limits.</summary>
    /// <param name="registers">As many as the reading is wide; a bit is 0 or 1.</param>
    public static double? Decode(MappedReading reading, ReadOnlySpan<ushort> registers)
    {
        var bits = reading.Width == 1 ? registers[0] : Joined(reading.Order, registers[0], registers[1]);
        double raw = reading.Type switch
        {
            RegisterType.Int16 => (short)bits,
            RegisterType.Int32 => (int)bits,
            RegisterType.Float32 => BitConverter.UInt32BitsToSingle(bits),
            _ => bits,
        };
        if (!double.IsFinite(raw) || reading.Invalid.Any(none => none == raw)) return null;
        // Tenths are not exact in binary; nine digits are more than a register has.
        var value = Math.Round(raw * reading.Scale + reading.Offset, 9);
        return value < reading.Minimum || value > reading.Maximum ? null : value;
    }

    /// <summary>What a simulated device has in its registers.</summary>
    public static ushort[] Encode(MappedReading reading, double value)
    {
        var raw = (value - reading.Offset) / reading.Scale;
        var bits = reading.Type switch
        {
            RegisterType.Int16 => (ushort)(short)Math.Clamp(Math.Round(raw), short.MinValue, short.MaxValue),
            RegisterType.Int32 => (uint)(int)Math.Clamp(Math.Round(raw), int.MinValue, int.MaxValue),
            RegisterType.Float32 => BitConverter.SingleToUInt32Bits((float)raw),
            RegisterType.UInt32 => (uint)Math.Clamp(Math.Round(raw), 0, uint.MaxValue),
            _ => (uint)Math.Clamp(Math.Round(raw), 0, ushort.MaxValue),
        };
        if (reading.Width == 1) return [(ushort)bits];
        var (high, low) = ((ushort)(bits >> 16), (ushort)bits);
        return reading.Order switch
        {
            RegisterOrder.Cdab => [low, high],
            RegisterOrder.Badc => [Swapped(high), Swapped(low)],
            RegisterOrder.Dcba => [Swapped(low), Swapped(high)],
            _ => [high, low],
        };
    }

    /// <summary>The least and the greatest value that the registers can say.</summary>
    public static (double Least, double Most) Range(MappedReading reading)
    {
        var (least, most) = reading.Type switch
        {
            _ when reading.IsBit => (0d, 1d),
            RegisterType.Int16 => (short.MinValue, short.MaxValue),
            RegisterType.UInt32 => (0, uint.MaxValue),
            RegisterType.Int32 => (int.MinValue, int.MaxValue),
            RegisterType.Float32 => (float.MinValue, float.MaxValue),
            _ => (0d, ushort.MaxValue),
        };
        var (one, other) = (least * reading.Scale + reading.Offset, most * reading.Scale + reading.Offset);
        return (Math.Min(one, other), Math.Max(one, other));
    }

    private static uint Joined(RegisterOrder order, ushort first, ushort second) => order switch
    {
        RegisterOrder.Cdab => (uint)second << 16 | first,
        RegisterOrder.Badc => (uint)Swapped(first) << 16 | Swapped(second),
        RegisterOrder.Dcba => (uint)Swapped(second) << 16 | Swapped(first),
        _ => (uint)first << 16 | second,
    };

    private static ushort Swapped(ushort register) => (ushort)(register << 8 | register >> 8);
}
