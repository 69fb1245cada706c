using System.Text.Json;

namespace Tongtang.DeviceDrivers.KeyPanelModbus;

/// <summary>Where a Modbus panel keeps its keys, as a file. Read strictly.</summary>
internal sealed record KeyMap
{
    public required Words Names { get; init; }

    public required string Source { get; init; }

    public required Proof Proof { get; init; }

    /// <summary>1 to 4.</summary>
    public required int Function { get; init; }

    public required int Address { get; init; }

    public required KeyKind Kind { get; init; }

    /// <summary>Of a code: the panel leaves it there until it is set to 0.</summary>
    public bool Clears { get; init; }

    /// <summary>5: coils; 6: registers; 0: no lights.</summary>
    public int LightFunction { get; init; }

    public required IReadOnlyList<MappedKey> Keys { get; init; }

    /// <summary>How many bits or registers are asked for.</summary>
    public int Count => Kind == KeyKind.Code ? 1 : Function <= 2 ? Keys.Max(key => key.Number) + 1 : Keys.Max(key => key.Number) / 16 + 1;

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming file, place and what is allowed.</exception>
    public static KeyMap Parse(string file, ReadOnlySpan<byte> json)
    {
        KeyMap map;
        try
        {
            map = JsonSerializer.Deserialize<KeyMap>(json, DriverJson.Strict) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {error.Path ?? "$"} (line {error.LineNumber + 1}): {error.Message.Split(" Path:", 2)[0]}", error);
        }

        var problems = map.Problems().ToList();
        return problems.Count == 0 ? map : throw new DeviceException(DeviceProblems.SettingInvalid, $"{file}: {string.Join("; ", problems)}");
    }

    /// <summary>The keys that are down.</summary>
    public IEnumerable<MappedKey> Down(IReadOnlyList<ushort> registers, IReadOnlyList<bool> bits) => Keys.Where(key =>
        Kind == KeyKind.Code ? registers[0] == key.Number : Function <= 2 ? bits[key.Number] : (registers[key.Number / 16] >> (key.Number % 16) & 1) != 0);

    private IEnumerable<string> Problems()
    {
        if (Keys.Count is 0 or > 64) yield return $"keys has {Keys.Count}; allowed: 1 to 64";
        if (Function is < 1 or > 4) yield return $"function is {Function}; allowed: 1 to 4";
        if (Kind == KeyKind.Code && Function <= 2) yield return $"function is {Function}; a code is in a register: 3, 4";
        if (Clears && (Kind != KeyKind.Code || Function != 3)) yield return "clears is true; only a code in a holding register can be set to 0";
        if (LightFunction is not (0 or 5 or 6)) yield return $"lightFunction is {LightFunction}; allowed: 0, 5, 6";
        if (Address is < 0 or > 65000) yield return $"address is {Address}; allowed: 0 to 65000";
        foreach (var key in Keys.Where(key => key.Number < (Kind == KeyKind.Code ? 1 : 0) || key.Number > (Kind == KeyKind.Code ? 65535 : 255) || key.Light is < 0 or > 65535)) yield return $"key \"{key.Id}\": number {key.Number} or light {key.Light} is impossible";
        foreach (var twice in Keys.GroupBy(key => key.Id).Where(group => group.Count() > 1)) yield return $"key \"{twice.Key}\" is there {twice.Count()} times";
        foreach (var twice in Keys.GroupBy(key => key.Number).Where(group => group.Count() > 1)) yield return $"number {twice.Key} is there {twice.Count()} times";
    }
}

internal enum KeyKind
{
    /// <summary>A bit for each key, on while it is down.</summary>
    Bits,

    /// <summary>The number of the key that was pressed, 0 without one.</summary>
    Code,
}

/// <param name="Number">Of bits its place; of a code the code.</param>
/// <param name="Light">The address of its light.</param>
internal sealed record MappedKey(string Id, string Zh, string En, int Number, int? Light = null);
