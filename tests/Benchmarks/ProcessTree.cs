using System.Globalization;

namespace Tongtang.Benchmarks;

/// <summary>What the kernel says of a process and its descendants (proc(5)).</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100; // USER_HZ on every Linux we run on

    /// <summary>CPU seconds, user and system, of a process and all its living descendants.</summary>
    public static double CpuSeconds(int processId) => Descendants(processId).Sum(OwnCpuSeconds);

    /// <summary>Proportional set size of one process in MB.</summary>
    public static double PssMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static IEnumerable<int> Descendants(int processId)
    {
        var children = Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Stat: Stat(id)))
            .Where(p => p.Stat.Length > 1)
            .ToLookup(p => int.Parse(p.Stat[1], CultureInfo.InvariantCulture), p => p.Id);
        var open = new Queue<int>([processId]);
        while (open.TryDequeue(out var id))
        {
            yield return id;
            foreach (var child in children[id]) open.Enqueue(child);
        }
    }

    private static double OwnCpuSeconds(int processId)
    {
        var stat = Stat(processId);
        return stat.Length < 13 ? 0 : (double.Parse(stat[11], CultureInfo.InvariantCulture) + double.Parse(stat[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>The fields after the command's name, from the state on; empty when the process has just ended.</summary>
    private static string[] Stat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
