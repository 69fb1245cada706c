using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>What a register map must keep to beyond its form. Pure.</summary>
internal static partial class RegisterMapRules
{
    public static IEnumerable<string> Problems(RegisterMap map)
    {
        if (map.Readings.Count == 0 && map.Relays is null) yield return "it names neither readings nor relays";
        if (map.Readings.Count > 64) yield return $"readings has {map.Readings.Count}; allowed: at most 64";
        if (map.Gap is < 0 or > 16) yield return $"gap is {map.Gap}; allowed: 0 to 16";
        if (map.LargestBlock is < 2 or > 125) yield return $"largestBlock is {map.LargestBlock}; allowed: 2 to 125";
        foreach (var (reading, i) in map.Readings.Select((reading, i) => (reading, i)))
        {
            foreach (var problem in Problems(reading)) yield return $"$.readings[{i}]: {problem}";
        }

        foreach (var twice in map.Readings.GroupBy(reading => reading.Name).Where(group => group.Count() > 1)) yield return $"reading \"{twice.Key}\" is there {twice.Count()} times";
        if (map.Relays is { } relays)
        {
            foreach (var problem in Problems(relays)) yield return $"$.relays: {problem}";
        }

        foreach (var problem in Overlaps(map)) yield return problem;
    }

    private static IEnumerable<string> Problems(MappedReading reading)
    {
        if (!ReadingName().IsMatch(reading.Name) || reading.Name.StartsWith("relay_", StringComparison.Ordinal)) yield return $"name is \"{reading.Name}\"; allowed: a-z, 0-9 and _, a letter first, not relay_…";
        if (reading.Names is null && KnownReadings.All.All(known => known.Name != reading.Name)) yield return $"name \"{reading.Name}\" is not a known one; then it needs names in both languages";
        if (reading.Function is < 1 or > 4) yield return $"function is {reading.Function}; allowed: 1 to 4";
        if (reading.Address < 0 || reading.Address + reading.Width > 0x10000) yield return $"address is {reading.Address}; allowed: 0 to {0x10000 - reading.Width}";
        if (reading.IsBit && (reading.Type != RegisterType.UInt16 || reading.Scale != 1 || reading.Offset != 0)) yield return "of functions 1 and 2 come bits, which have no type, scale or offset";
        if (reading.Width == 1 && reading.Order != RegisterOrder.Abcd) yield return $"order is {reading.Order}; one register has none";
        if (reading.Scale == 0 || !double.IsFinite(reading.Scale) || !double.IsFinite(reading.Offset)) yield return $"scale is {reading.Scale}; allowed: any number but 0";
        if (reading.Minimum >= reading.Maximum) yield return $"minimum {reading.Minimum} is not below maximum {reading.Maximum}";
        var (least, most) = RegisterCodec.Range(reading);
        if (reading.Minimum > most || reading.Maximum < least) yield return $"its registers hold {least} to {most}, all of which minimum and maximum leave out";
    }

    private static IEnumerable<string> Problems(MappedRelays relays)
    {
        if (relays.Channels is < 1 or > 64) yield return $"channels is {relays.Channels}; allowed: 1 to 64";
        if (relays.Function is not (1 or 3)) yield return $"function is {relays.Function}; allowed: 1, 3";
        if (relays.Address < 0 || relays.Address + relays.Channels > 0x10000) yield return $"address is {relays.Address}; allowed: 0 to {0x10000 - Math.Max(relays.Channels, 1)}";
        if (relays.OnValue is < 0 or > 0xFFFF || relays.OffValue is < 0 or > 0xFFFF || relays.OnValue == relays.OffValue) yield return $"onValue {relays.OnValue} and offValue {relays.OffValue}: allowed are two different ones of 0 to 65535";
    }

    private static IEnumerable<string> Overlaps(RegisterMap map)
    {
        var areas = map.Readings.Select((reading, i) => (Place: $"$.readings[{i}]", reading.Function, reading.Address, reading.Width)).ToList();
        if (map.Relays is { } relays) areas.Add(("$.relays", relays.Function, relays.Address, relays.Channels));
        var sorted = areas.OrderBy(area => area.Function).ThenBy(area => area.Address).ToList();
        for (var i = 1; i < sorted.Count; i++)
        {
            var (before, next) = (sorted[i - 1], sorted[i]);
            if (before.Function == next.Function && next.Address < before.Address + before.Width)
                yield return $"{next.Place} (function {next.Function}, address {next.Address}) overlaps {before.Place} ({before.Address} to {before.Address + before.Width - 1})";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadingName();
}
