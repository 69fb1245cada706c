using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Discovery;
using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Installer;

internal enum SearchState
{
    /// <summary>Nobody has searched since the box started.</summary>
    None,
    Running,
    Done,
}

/// <summary>A search as it stands.</summary>
/// <param name="Length">How long it takes; it never takes much longer.</param>
internal sealed record SearchStatus(SearchState State, DateTimeOffset? StartedAt, TimeSpan Length, IReadOnlyList<FoundDevice> Found, IReadOnlyList<SearchProblem> Problems)
{
    public static SearchStatus None { get; } = new(SearchState.None, null, TimeSpan.Zero, [], []);
}

/// <summary>Searches the room for devices when the installer says so: one search at a time, what was found stays until the next.</summary>
internal sealed partial class DeviceSearchDesk(DriverCatalog catalog, DeviceWorkshop workshop, EquipmentStore equipment, IHostApplicationLifetime lifetime, ILogger<DeviceSearchDesk> logger) : IAsyncDisposable
{
    // Finders end by their own patience; a serial port is asked by one probe after another, which may take longer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(90);

    private readonly DeviceSearch _search = new(catalog);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _ending;
    private Task _running = Task.CompletedTask;
    private SearchStatus _status = SearchStatus.None;

    public SearchStatus Status
    {
        get { lock (_gate) return _status; }
    }

    /// <summary>Begins a search; while one runs, that is the one.</summary>
    public SearchStatus Begin()
    {
        lock (_gate)
        {
            if (_status.State == SearchState.Running) return _status;
            _ending?.Dispose();
            _ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            _ending.CancelAfter(s_longest);
            _status = new SearchStatus(SearchState.Running, workshop.Time.GetUtcNow(), s_patience, [], []);
            _running = RunAsync(_ending.Token);
            return _status;
        }
    }

    /// <summary>What was found until then stays.</summary>
    public async Task EndAsync()
    {
        Task running;
        lock (_gate)
        {
            _ending?.Cancel();
            running = _running;
        }

        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ending?.Dispose();
    }

    /// <summary>The ports that a search may ask: a device that is set up has its line for itself.</summary>
    internal static IReadOnlyList<string> FreePorts(IEnumerable<SerialPort> ports, IReadOnlyList<DeviceOptions> devices)
    {
        var taken = devices.Where(device => device.Connection.Kind == ConnectionKind.Serial).Select(device => device.Connection.Path).ToHashSet(StringComparer.Ordinal);
        return [.. ports.Where(port => !taken.Contains(port.Path) && !taken.Contains(port.Device)).Select(port => port.Path)];
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // What is found at once must not be told before the search is known to run.
        await Task.Yield();
        IReadOnlyList<SearchProblem> problems = [];
        try
        {
            var context = new FinderContext
            {
                Time = workshop.Time,
                Connections = workshop.Connections,
                Patience = s_patience,
                SerialPorts = FreePorts(SerialPorts.List(), equipment.Current.Devices),
            };
            problems = await _search.RunAsync(context, new Into(this), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ended by the installer, or it took too long; what was found stays.
        }
        catch (Exception error)
        {
            // The top of the search: whoever began it must see that it is over, and why.
            LogBroken(error);
            problems = [new SearchProblem("", "search_failed", error.Message)];
        }
        finally
        {
            lock (_gate) _status = _status with { State = SearchState.Done, Problems = problems };
        }
    }

    [LoggerMessage(EventId = 2911, Level = LogLevel.Error, Message = "The search for devices broke off")]
    private partial void LogBroken(Exception error);

    private sealed class Into(DeviceSearchDesk desk) : IProgress<FoundDevice>
    {
        public void Report(FoundDevice value)
        {
            lock (desk._gate) desk._status = desk._status with { Found = [.. desk._status.Found, value] };
        }
    }
}
