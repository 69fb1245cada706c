using System.Text.Json;

namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>Where a Modbus device keeps what: a file, since no two makes agree. Read strictly.</summary>
internal sealed record RegisterMap
{
    public required Words Names { get; init; }

    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Where the addresses come from.</summary>
    public required string Source { get; init; }

    public required Proof Proof { get; init; }

    public IReadOnlyList<MappedReading> Readings { get; init; } = [];

    public MappedRelays? Relays { get; init; }

    /// <summary>So many unnamed registers may be read across to save a question; many devices refuse it, hence 0.</summary>
    public int Gap { get; init; }

    /// <summary>The most that one question may ask for.</summary>
    public int LargestBlock { get; init; } = 32;

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming file, place and what is allowed.</exception>
    public static RegisterMap Parse(string file, ReadOnlySpan<byte> json)
    {
        RegisterMap map;
        try
        {
            map = JsonSerializer.Deserialize<RegisterMap>(json, DriverJson.Strict) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {error.Path ?? "$"} (line {error.LineNumber + 1}): {error.Message.Split(" Path:", 2)[0]}", error);
        }

        var problems = RegisterMapRules.Problems(map).ToList();
        return problems.Count == 0 ? map : throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {string.Join("; ", problems)}");
    }

    public IReadOnlyList<Capability> Capabilities() =>
    [
        .. Readings.Count > 0 ? [Contract.Capabilities.Readings([.. Readings.Select(reading => reading.Describe())])] : Array.Empty<Capability>(),
        .. Relays is { } relays ? [Contract.Capabilities.Relay(relays.Channels)] : Array.Empty<Capability>(),
    ];
}

/// <summary>One value.</summary>
internal sealed record MappedReading
{
    /// <summary>See <see cref="KnownReadings"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Of a name that is not known.</summary>
    public Words? Names { get; init; }

    public string Unit { get; init; } = "";

    /// <summary>1 coil, 2 input (then it is 0 or 1), 3 holding register, 4 input register.</summary>
    public required int Function { get; init; }

    public required int Address { get; init; }

    public RegisterType Type { get; init; } = RegisterType.UInt16;

    public RegisterOrder Order { get; init; }

    public double Scale { get; init; } = 1;

    /// <summary>Added after scaling.</summary>
    public double Offset { get; init; }

    /// <summary>A value below is a fault of the sensor and not told.</summary>
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <summary>Raw values that mean "none", e.g. 32767.</summary>
    public IReadOnlyList<long> Invalid { get; init; } = [];

    public bool IsBit => Function <= 2;

    /// <summary>How many registers, coils or inputs it takes.</summary>
    public int Width => IsBit || Type is RegisterType.UInt16 or RegisterType.Int16 ? 1 : 2;

    public CapabilityProperty Describe() => Names is null
        ? KnownReadings.Of(Name)
        : new CapabilityProperty { Name = Name, Names = Names, Kind = ValueKind.Number, Unit = Unit, Reading = true };
}

/// <summary>Relays that lie side by side.</summary>
internal sealed record MappedRelays
{
    public required int Channels { get; init; }

    public int Address { get; init; }

    /// <summary>1: coils, written by function 5; 3: registers, written by function 6.</summary>
    public int Function { get; init; } = 1;

    /// <summary>Of registers: what is written.</summary>
    public int OnValue { get; init; } = 1;

    public int OffValue { get; init; }
}

internal enum RegisterType
{
    UInt16,
    Int16,
    UInt32,
    Int32,
    Float32,
}

/// <summary>The order of the four bytes of two registers, A the highest.</summary>
internal enum RegisterOrder
{
    Abcd,
    Cdab,
    Badc,
    Dcba,
}
