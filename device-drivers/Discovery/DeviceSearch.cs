using System.Collections.Concurrent;

namespace Tongtang.DeviceDrivers.Discovery;

/// <summary>Searches for everything that has a finder or a serial probe, all at once.</summary>
public sealed class DeviceSearch(DriverCatalog catalog)
{
    /// <summary>Ends when the last finder has; each device is told once. A finder that cannot search does not hinder the others.</summary>
    /// <returns>What could not be searched, and why.</returns>
    public async Task<IReadOnlyList<SearchProblem>> RunAsync(FinderContext context, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        var once = new Once(found);
        var problems = new ConcurrentBag<SearchProblem>();
        var serial = new SerialSearch(catalog.Manifests);
        await Task.WhenAll(
        [
            .. catalog.Finders.Select(finder => FindAsync(finder.Driver, finder.Finder)),
            .. serial.HasProbes ? context.SerialPorts.Select(port => serial.SearchPortAsync(context, port, once, cancellationToken)) : [],
        ]);
        return [.. problems.OrderBy(problem => problem.Driver, StringComparer.Ordinal)];

        async Task FindAsync(string driver, IDeviceFinder finder)
        {
            try
            {
                await finder.FindAsync(context, once, cancellationToken);
            }
            catch (DeviceException error)
            {
                problems.Add(new SearchProblem(driver, error.Code, error.Message));
            }
        }
    }

    private sealed class Once(IProgress<FoundDevice> found) : IProgress<FoundDevice>
    {
        // A network that answers with ever new names must not fill the memory.
        private const int Most = 1000;
        private readonly HashSet<(string Driver, string Key)> _told = [];

        public void Report(FoundDevice value)
        {
            lock (_told)
            {
                if (_told.Count >= Most || !_told.Add((value.Driver, value.Key))) return;
                found.Report(value);
            }
        }
    }
}

/// <summary>Something that could not be searched for.</summary>
/// <param name="Code">One of <see cref="DeviceProblems"/>.</param>
/// <param name="Message">English, for logs.</param>
public sealed record SearchProblem(string Driver, string Code, string Message);
