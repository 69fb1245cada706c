using System.Globalization;

namespace Tongtang.Benchmarks;

/// <summary>What the kernel says of a process and its descendants (proc(5)).</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100; // USER_HZ on every Linux we run on

    /// <summary>CPU seconds, user and system, of a process and all its living descendants, to 10 ms each.</summary>
    public static double CpuSeconds(int processId) => Descendants(processId).Sum(OwnCpuSeconds);

    /// <summary>
    /// Nanoseconds of CPU of every living thread of a process and its descendants. stat counts in ticks of 10 ms, and
    /// twenty seconds of copying are a handful of them.
    /// </summary>
    public static IReadOnlyDictionary<int, long> ThreadNanoseconds(int processId) =>
        Descendants(processId).SelectMany(OwnThreads).ToDictionary(thread => thread.Id, thread => thread.Nanoseconds);

    /// <summary>CPU seconds between two looks; of threads that ended in between it misses what they did.</summary>
    public static double CpuSeconds(IReadOnlyDictionary<int, long> before, IReadOnlyDictionary<int, long> after) =>
        after.Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key)) / 1e9;

    /// <summary>Proportional set size of one process in MB. Other .NET programs that come and go change it by 10 MB: they share its libraries.</summary>
    public static double PssMegabytes(int processId) => Megabytes(processId, "Pss:");

    /// <summary>What of that is no file's: heap, code compiled here, stacks. Nobody else changes it.</summary>
    public static double AnonymousMegabytes(int processId) => Megabytes(processId, "Pss_Anon:");

    private static double Megabytes(int processId, string what)
    {
        var line = File.ReadLines($"/proc/{processId}/smaps_rollup").First(l => l.StartsWith(what, StringComparison.Ordinal));
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

    private static IReadOnlyList<(int Id, long Nanoseconds)> OwnThreads(int processId)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{processId}/task").Select(folder => (
                int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                long.Parse(File.ReadAllText(folder + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture))).ToList();
        }
        catch (IOException)
        {
            return [];
        }
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
