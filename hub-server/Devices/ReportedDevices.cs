using System.Text.RegularExpressions;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>Turns what a box tells of its devices into what the hub keeps. Pure; whatever the box says comes out bounded and valid.</summary>
internal static partial class ReportedDevices
{
    /// <summary>Devices of a room; further ones are left out.</summary>
    public const int MostDevices = 200;

    private const int MostScenes = 64;
    private const int MostValues = 128;
    private const int LongestValue = 500;

    /// <summary>A clock's correction moves a little; that is no news.</summary>
    private static readonly TimeSpan s_sameMoment = TimeSpan.FromSeconds(5);

    /// <summary>What the room has after the message. Devices that are just as they were are the very same objects.</summary>
    public static DeviceSet Apply(DeviceSet? before, string agentId, DeviceStates told, long? clockOffsetMs, DateTimeOffset now)
    {
        var known = before is not null && before.AgentId == agentId ? before : new DeviceSet(agentId, "", now, [], []);
        var earlier = known.Devices.ToDictionary(device => device.Id, StringComparer.Ordinal);
        var news = new Dictionary<string, Device>(StringComparer.Ordinal);
        foreach (var state in told.Devices.Where(state => DeviceId().IsMatch(state.Id)))
            news[state.Id] = Kept(earlier.GetValueOrDefault(state.Id), Read(state, clockOffsetMs));
        var removed = told.Removed.ToHashSet(StringComparer.Ordinal);
        var devices = told.Complete
            ? news.Values.ToList()
            : [.. known.Devices.Where(device => !removed.Contains(device.Id)).Select(device => news.Remove(device.Id, out var newer) ? newer : device), .. news.Values];
        // Scenes come whole, or not at all with a message that is only about devices.
        var scenes = told.Scenes.Count > 0 || told.Complete ? Scenes(told, clockOffsetMs) : known.Scenes;
        return new DeviceSet(agentId, HashPattern().IsMatch(told.Hash) ? told.Hash : "", now, devices.Take(MostDevices).ToList(), scenes);
    }

    public static bool IsHash(string text) => HashPattern().IsMatch(text);

    /// <summary>Of a capability, a property or a reading.</summary>
    public static bool IsName(string? text) => text is not null && Name().IsMatch(text);

    /// <summary>Whether it is worth a row: all but figures that move all the time.</summary>
    public static bool DiffersForGood(DeviceSet? before, DeviceSet after) =>
        before is null
        || before.AgentId != after.AgentId
        || before.Devices.Count != after.Devices.Count
        || before.Devices.Zip(after.Devices).Any(pair => !ReferenceEquals(pair.First, pair.Second) && !SameButReadings(pair.First, pair.Second))
        || !SameScenes(before.Scenes, after.Scenes);

    private static Device Kept(Device? before, Device after)
    {
        if (before is null) return after;
        if (before.State == after.State && before.Since is { } was && after.Since is { } since && (since - was).Duration() < s_sameMoment) after = after with { Since = was };
        return SameButReadings(before, after) && Same(before.Readings, after.Readings) ? before : after;
    }

    private static bool SameButReadings(Device a, Device b) =>
        (a.Id, a.Name, a.Driver, a.State, a.Since, a.Problem, a.Description) == (b.Id, b.Name, b.Driver, b.State, b.Since, b.Problem, b.Description)
        && Same(a.Properties, b.Properties)
        && Same(a.Identity, b.Identity);

    private static bool Same<T>(IReadOnlyDictionary<string, T> a, IReadOnlyDictionary<string, T> b)
        where T : IEquatable<T> => a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && other.Equals(pair.Value));

    private static bool SameScenes(IReadOnlyList<Scene> a, IReadOnlyList<Scene> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First with { LastRun = null } == pair.Second with { LastRun = null } && SameRun(pair.First.LastRun, pair.Second.LastRun));

    private static bool SameRun(SceneRunView? a, SceneRunView? b) =>
        (a?.StartedAt, a?.EndedAt, a?.StartedBy) == (b?.StartedAt, b?.EndedAt, b?.StartedBy) && (a?.FailedSteps ?? []).SequenceEqual(b?.FailedSteps ?? []);

    private static Device Read(DeviceState state, long? offset) => new(
        state.Id,
        EnrolmentDesk.Clean(state.Name, 80) is { Length: > 0 } name ? name : state.Id,
        DriverId().IsMatch(state.Driver) ? state.Driver : "unknown",
        state.Health switch
        {
            Protocol.V1.DeviceHealth.Online => DeviceHealth.Online,
            Protocol.V1.DeviceHealth.Offline => DeviceHealth.Offline,
            Protocol.V1.DeviceHealth.Disabled => DeviceHealth.Disabled,
            _ => DeviceHealth.Connecting,
        },
        ReportedStates.Time(state.SinceMs, offset),
        state.ProblemCode.Length == 0 ? null : new DeviceProblem(EnrolmentDesk.Clean(state.ProblemCode, 64), EnrolmentDesk.Clean(state.Problem, LongestValue)),
        Bounded(state.Properties, value => PropertyValue.Read(value) switch
        {
            { Text: { } text } => PropertyValue.Of(EnrolmentDesk.Clean(text, LongestValue)),
            var other => other,
        }),
        Bounded(state.Readings, value => double.IsFinite(value) ? value : (double?)null),
        state.Identity.Where(pair => Name().IsMatch(pair.Key)).Take(MostValues).ToDictionary(pair => pair.Key, pair => EnrolmentDesk.Clean(pair.Value, 200), StringComparer.Ordinal),
        HashPattern().IsMatch(state.DescriptionHash) ? state.DescriptionHash : null);

    private static Dictionary<string, TValue> Bounded<T, TValue>(IEnumerable<KeyValuePair<string, T>> values, Func<T, TValue?> read)
        where TValue : struct
    {
        var bounded = new Dictionary<string, TValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (bounded.Count < MostValues && Name().IsMatch(name) && read(value) is { } kept) bounded[name] = kept;
        }
        return bounded;
    }

    private static List<Scene> Scenes(DeviceStates told, long? offset) => told.Scenes
        .Where(scene => SceneId().IsMatch(scene.Id))
        .DistinctBy(scene => scene.Id)
        .Take(MostScenes)
        .Select(scene => new Scene(
            scene.Id,
            EnrolmentDesk.Clean(scene.NameZh, 80) is { Length: > 0 } zh ? zh : scene.Id,
            EnrolmentDesk.Clean(scene.NameEn, 80) is { Length: > 0 } en ? en : scene.Id,
            scene.LastRun is { } run
                ? new SceneRunView(
                    ReportedStates.Time(run.StartedAtMs, offset),
                    ReportedStates.Time(run.EndedAtMs, offset),
                    EnrolmentDesk.Clean(run.StartedBy, 120),
                    run.FailedSteps.Take(20).Select(step => EnrolmentDesk.Clean(step, 200)).ToList())
                : null))
        .ToList();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DeviceId();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DriverId();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SceneId();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex HashPattern();
}
