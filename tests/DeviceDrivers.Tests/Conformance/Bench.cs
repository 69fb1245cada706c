using System.Collections.Concurrent;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>One driver at one simulator, as a workbench has them: real line, virtual time.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly PumpedTime _pumped = new();
    private readonly List<DeviceNews> _news = [];
    private readonly List<Connections> _connections = [];
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, string> _memory = new();

    /// <param name="simulator">Makes the device; it gets the bench's time.</param>
    /// <param name="topic">Of a device at a broker: the path of its connection; the simulator is then the line to the broker.</param>
    public Bench(string driver, ConnectionKind kind, Func<TimeProvider, ISimulator> simulator, IReadOnlyDictionary<string, DeviceValue>? settings = null, string? topic = null)
    {
        Manifest = Catalog.Find(driver) ?? throw new ArgumentException($"no driver {driver}", nameof(driver));
        Simulator = simulator(_pumped.Time);
        Host = SimulatorHost.Start(Simulator, kind == ConnectionKind.Mqtt ? ConnectionKind.Tcp : kind, between: Faults.Between);
        Connection = kind == ConnectionKind.Mqtt ? new DeviceConnection { Kind = kind, Path = topic ?? "" } : Host.Connection;
        Settings = DriverSettings.Read(Manifest.Settings, settings ?? new Dictionary<string, DeviceValue>());
        Trace = new WireTrace(_pumped.Time);
        Trace.Hide(Settings.Secrets);
        Trace.SwitchOn(TimeSpan.FromDays(1));
        Capabilities = [.. Manifest.Capabilities.Select(c => c.Describe()!)];
    }

    public static DriverCatalog Catalog { get; } = DriverCatalog.Load();

    public DriverManifest Manifest { get; }

    public ISimulator Simulator { get; }

    public SimulatorHost Host { get; }

    /// <summary>What the driver is told.</summary>
    public DeviceConnection Connection { get; }

    public LineFaults Faults { get; } = new();

    public DriverSettings Settings { get; }

    public WireTrace Trace { get; }

    /// <summary>Whether drivers shall hurry with their polls.</summary>
    public bool CommandWaits { get; set; }

    public TimeProvider Time => _pumped.Time;

    /// <summary>What the driver said the device can do, else what its driver.json says.</summary>
    public IReadOnlyList<Capability> Capabilities { get; private set; }

    public IReadOnlyList<DeviceNews> News
    {
        get { lock (_gate) return [.. _news]; }
    }

    /// <summary>The last value of a property or reading; null when it is not known.</summary>
    public DeviceValue? State(string property) => News.Reverse().Select(news => news switch
    {
        StateNews state when state.Property == property => (true, state.Value),
        ReadingNews reading when reading.Name == property => (true, (DeviceValue?)reading.Value),
        _ => (false, null),
    }).FirstOrDefault(found => found.Item1).Item2;

    public IDriver NewDriver() => Catalog.Create(Manifest.Id, new DriverContext
    {
        DeviceId = "bench",
        Connection = Connection,
        Settings = Settings,
        Report = new DeviceReport(Hear),
        Time = _pumped.Time,
        Connections = NewConnections(),
        Trace = Trace,
        Memory = _memory,
        CommandWaits = () => CommandWaits,
    });

    public async Task<IDriver> StartAsync()
    {
        var driver = NewDriver();
        await driver.StartAsync(CancellationToken.None);
        return driver;
    }

    /// <summary>As the runtime does it: checked against the capabilities first.</summary>
    public async Task<CommandResult> RunAsync(IDriver driver, DeviceCommand command, CancellationToken cancellationToken = default)
    {
        var (whole, refusal) = CommandCheck.Check(Capabilities, command);
        return refusal ?? await driver.RunAsync(whole!, cancellationToken);
    }

    /// <summary>Polls until the property has the value, for at most two virtual minutes.</summary>
    public async Task UntilAsync(IDriver driver, string property, DeviceValue value)
    {
        var end = Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        while (State(property) != value)
        {
            if (Time.GetUtcNow() > end) Assert.Fail($"\"{property}\" is \"{State(property)}\" and not \"{value}\" after two minutes");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Time);
            await driver.PollAsync(CancellationToken.None);
        }
    }

    /// <summary>Each session has connections of its own: what a fault left of the last one must not break the next.</summary>
    private Connections NewConnections()
    {
        var connections = new Connections(_pumped.Time);
        connections.Mqtt.Find = _ => Task.FromResult(new MqttBroker { Host = Host.Connection.Host, Port = Host.Connection.Port });
        lock (_gate) _connections.Add(connections);
        return connections;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connections in _connections) await connections.DisposeAsync();
        await Host.DisposeAsync();
        await _pumped.DisposeAsync();
    }

    private void Hear(DeviceNews news)
    {
        lock (_gate)
        {
            _news.Add(news);
            if (news is CapabilityNews told) Capabilities = told.Capabilities;
        }
    }
}
