using System.Collections.Frozen;
using System.Reflection;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Every driver of this assembly: its driver.json and the class that speaks. Nothing else lists them, so that adding a driver is adding a folder.</summary>
public sealed class DriverCatalog
{
    private readonly FrozenDictionary<string, Entry> _entries;

    private DriverCatalog(FrozenDictionary<string, Entry> entries, IReadOnlyList<(string, IDeviceFinder)> finders)
    {
        _entries = entries;
        Finders = finders;
    }

    public IEnumerable<DriverManifest> Manifests => _entries.Values.Select(entry => entry.Manifest).OrderBy(manifest => manifest.Id, StringComparer.Ordinal);

    /// <summary>What looks for devices, by the driver that speaks to them.</summary>
    public IReadOnlyList<(string Driver, IDeviceFinder Finder)> Finders { get; }

    /// <exception cref="ManifestException">A driver.json is wrong, or has no class, or a class has no driver.json.</exception>
    public static DriverCatalog Load()
    {
        var assembly = typeof(DriverCatalog).Assembly;
        var drivers = Marked<DriverAttribute>(assembly, mark => mark.Id);
        var simulators = Marked<SimulatorAttribute>(assembly, mark => mark.Id);
        var finders = Marked<FinderAttribute>(assembly, mark => mark.Id);
        var found = new Dictionary<string, Entry>();
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name.EndsWith("/driver.json", StringComparison.Ordinal) || name.EndsWith("\\driver.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var manifest = DriverManifest.Parse(file, bytes.ToArray());
            var types = drivers[manifest.Id].ToList();
            if (types.Count != 1) throw new ManifestException(file, [$"{types.Count} classes carry [Driver(\"{manifest.Id}\")]; there must be one"]);
            if (!found.TryAdd(manifest.Id, new Entry(manifest, types[0], simulators[manifest.Id].SingleOrDefault()))) throw new ManifestException(file, [$"id \"{manifest.Id}\" is taken by another driver"]);
        }

        var stray = drivers.Concat(simulators).Concat(finders).FirstOrDefault(group => !found.ContainsKey(group.Key));
        return stray is null ? new DriverCatalog(found.ToFrozenDictionary(), [.. finders.SelectMany(group => group.Select(type => (group.Key, (IDeviceFinder)Activator.CreateInstance(type)!)))]) : throw new ManifestException(stray.First().FullName!, ["there is no driver.json with its id"]);
    }

    public DriverManifest? Find(string driver) => _entries.TryGetValue(driver, out var entry) ? entry.Manifest : null;

    /// <summary>What its settings of <see cref="SettingKind.File"/> can name, or null when there is no such driver.</summary>
    /// <param name="boxFolder">See <see cref="DriverContext.FilesFolder"/>.</param>
    public IReadOnlyList<string>? FilesOf(string driver, string boxFolder) => _entries.TryGetValue(driver, out var entry) ? DriverFiles.Names(entry.Driver, boxFolder) : null;

    /// <summary>A driver for one session with one device.</summary>
    /// <exception cref="ArgumentException">There is no driver of that id.</exception>
    public IDriver Create(string driver, DriverContext context) =>
        _entries.TryGetValue(driver, out var entry)
            ? (IDriver)Make(entry.Driver, context)
            : throw new ArgumentException($"there is no driver \"{driver}\"", nameof(driver));

    /// <summary>A made-up device for the driver, or null when there is none.</summary>
    public ISimulator? Simulate(string driver, TimeProvider time) =>
        _entries.TryGetValue(driver, out var entry) && entry.Simulator is { } simulator && simulator.IsAssignableTo(typeof(ISimulator)) ? (ISimulator)Make(simulator, time) : null;

    /// <summary>The same of a driver whose devices speak to a broker.</summary>
    public IMqttSimulator? SimulateMqtt(string driver, TimeProvider time) =>
        _entries.TryGetValue(driver, out var entry) && entry.Simulator is { } simulator && simulator.IsAssignableTo(typeof(IMqttSimulator)) ? (IMqttSimulator)Make(simulator, time) : null;

    private static ILookup<string, Type> Marked<TMark>(Assembly assembly, Func<TMark, string> id)
        where TMark : Attribute => assembly.GetTypes().Where(type => type.IsDefined(typeof(TMark))).ToLookup(type => id(type.GetCustomAttribute<TMark>()!));

    private static object Make(Type type, object argument)
    {
        try
        {
            return Activator.CreateInstance(type, argument)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }

    private sealed record Entry(DriverManifest Manifest, Type Driver, Type? Simulator);
}
