using System.Text.Json;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>A driver.json: what a driver is for and what an installer must tell it. Read strictly; see the README of device-drivers.</summary>
public sealed record DriverManifest
{
    /// <summary><c>[a-z0-9][a-z0-9-]{0,31}</c>, unique.</summary>
    public required string Id { get; init; }

    public required Words Names { get; init; }

    /// <summary>Makes and models it is known for, as people say them.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The ways to reach the device with the values that it leaves the factory with, the usual one first.</summary>
    public required IReadOnlyList<DeviceConnection> Connections { get; init; }

    /// <summary>Several devices may be attached to one port.</summary>
    public bool SharesPort { get; init; }

    public IReadOnlyList<DeclaredCapability> Capabilities { get; init; } = [];

    public IReadOnlyList<SettingField> Settings { get; init; } = [];

    /// <summary>How the device is recognised on a serial port; empty: it is not searched for there.</summary>
    public IReadOnlyList<SerialProbe> Probes { get; init; } = [];

    /// <summary>How often the device is asked how it is.</summary>
    public double PollSeconds { get; init; } = 10;

    /// <summary>The same while it is off.</summary>
    public double PollSecondsOff { get; init; } = 30;

    /// <summary>What the driver has been held against.</summary>
    public required Proof Proof { get; init; }

    /// <exception cref="ManifestException">It is no JSON, or breaks a rule; the message names file and place.</exception>
    public static DriverManifest Parse(string file, ReadOnlySpan<byte> json)
    {
        DriverManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<DriverManifest>(json, DriverJson.Strict) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new ManifestException(file, [$"{error.Path ?? "$"} (line {error.LineNumber + 1}): {FirstLine(error.Message)}"]);
        }

        var problems = ManifestRules.Problems(manifest).ToList();
        return problems.Count == 0 ? manifest : throw new ManifestException(file, problems);
    }

    private static string FirstLine(string message) => message.Split(" Path:", 2)[0];
}

/// <summary>How far a driver is proven.</summary>
public enum Proof
{
    /// <summary>It has driven the device itself.</summary>
    Hardware,

    /// <summary>It has talked to software of the same protocol that is not ours.</summary>
    ForeignPeer,

    /// <summary>Its bytes are those of recordings and documents that were recomputed.</summary>
    Vectors,

    /// <summary>Its bytes were never held against anything.</summary>
    Unproven,
}

/// <summary>A capability as a driver.json names it; see <see cref="Capabilities"/>.</summary>
public sealed record DeclaredCapability
{
    public required string Id { get; init; }

    /// <summary>Of input: what can be chosen. Of key: the keys.</summary>
    public IReadOnlyList<Choice> Options { get; init; } = [];

    /// <summary>Of ptz: those that the device has. Of volume: "steps" when there is no set.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Of reading: their names.</summary>
    public IReadOnlyList<string> Readings { get; init; } = [];

    /// <summary>Of relay.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Of key: its keys have lights.</summary>
    public bool Lights { get; init; }

    /// <summary>Of ptz.</summary>
    public int FirstPreset { get; init; } = 1;

    public int LastPreset { get; init; } = 255;

    /// <summary>What pages and checks work with; null when there is no capability of that name.</summary>
    public Capability? Describe() => Id switch
    {
        "power" => Contract.Capabilities.Power,
        "input" => Contract.Capabilities.Input(Options),
        "volume" => Actions.Contains("steps") ? Contract.Capabilities.VolumeSteps : Contract.Capabilities.Volume,
        "mute" => Contract.Capabilities.Mute,
        "picture_mute" => Contract.Capabilities.PictureMute,
        "freeze" => Contract.Capabilities.Freeze,
        "backlight" => Contract.Capabilities.Backlight,
        "lock" => Contract.Capabilities.Lock,
        "errors" => Contract.Capabilities.Errors,
        "speaker" => Contract.Capabilities.Speaker,
        "display" => Contract.Capabilities.Display,
        "card" => Contract.Capabilities.Card,
        "presence" => Contract.Capabilities.Presence,
        "ptz" => Contract.Capabilities.Ptz(Actions, FirstPreset, LastPreset),
        "relay" => Contract.Capabilities.Relay(Channels),
        "key" => Contract.Capabilities.Key(Options, Lights),
        "reading" => Contract.Capabilities.Readings([.. Readings.Select(KnownReadings.Of)]),
        _ => null,
    };
}

/// <summary>A driver.json cannot be used.</summary>
public sealed class ManifestException(string file, IReadOnlyList<string> problems) : Exception($"{file}: {string.Join("; ", problems)}")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
