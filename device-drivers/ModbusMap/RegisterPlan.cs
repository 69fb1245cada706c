namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>One question and the readings that its answer holds.</summary>
internal sealed record RegisterBlock(int Function, int Address, int Count, IReadOnlyList<MappedReading> Readings);

/// <summary>Which questions are asked for a map: neighbours together. Pure.</summary>
internal static class RegisterPlan
{
    public static IReadOnlyList<RegisterBlock> Of(RegisterMap map)
    {
        var blocks = new List<RegisterBlock>();
        foreach (var reading in map.Readings.OrderBy(reading => reading.Function).ThenBy(reading => reading.Address))
        {
            var end = reading.Address + reading.Width;
            if (blocks is [.., var last] && last.Function == reading.Function && reading.Address - (last.Address + last.Count) <= map.Gap && end - last.Address <= map.LargestBlock)
                blocks[^1] = last with { Count = end - last.Address, Readings = [.. last.Readings, reading] };
            else
                blocks.Add(new(reading.Function, reading.Address, reading.Width, [reading]));
        }

        return blocks;
    }
}
