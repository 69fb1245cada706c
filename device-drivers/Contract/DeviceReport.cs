namespace Tongtang.DeviceDrivers.Contract;

/// <summary>What a driver tells of its device. Thread safe; what is told never waits.</summary>
/// <param name="news">Gets each piece of news, one after another.</param>
public sealed class DeviceReport(Action<DeviceNews> news)
{
    private readonly Lock _telling = new();

    /// <summary>A property of a capability has this value, whether new or not: "power" = "on", "volume" = 30.</summary>
    public void Set(string property, DeviceValue value) => Tell(new StateNews(property, value));

    /// <summary>What a property is cannot be known now, e.g. the input of a projector in standby.</summary>
    public void Forget(string property) => Tell(new StateNews(property, null));

    /// <summary>A sensor's value, by the name of its reading, e.g. "co2_ppm".</summary>
    public void Measure(string reading, double value) => Tell(new ReadingNews(reading, value));

    /// <summary>A key went down or up. A panel that only tells presses sends down and up at once.</summary>
    public void Key(string key, bool down) => Tell(new KeyNews(key, down));

    /// <summary>A card was held to the reader.</summary>
    /// <param name="uid">Upper-case hex of the card's bytes in the order in which the card sends them.</param>
    public void Card(string uid) => Tell(new CardNews(uid));

    /// <summary>What the device is able to do, when only the device itself can say; replaces what its driver.json says.</summary>
    public void Describe(IReadOnlyList<Capability> capabilities) => Tell(new CapabilityNews(capabilities));

    /// <summary>What the device says of itself, e.g. "manufacturer", "model", "firmware", "serial".</summary>
    public void Identify(string fact, string value) => Tell(new IdentityNews(fact, value));

    private void Tell(DeviceNews item)
    {
        lock (_telling) news(item);
    }
}

/// <summary>One piece of news of a device.</summary>
public abstract record DeviceNews;

/// <param name="Value">Null: not known any more.</param>
public sealed record StateNews(string Property, DeviceValue? Value) : DeviceNews;

public sealed record ReadingNews(string Name, double Value) : DeviceNews;

public sealed record KeyNews(string Key, bool Down) : DeviceNews;

public sealed record CardNews(string Uid) : DeviceNews;

public sealed record CapabilityNews(IReadOnlyList<Capability> Capabilities) : DeviceNews;

public sealed record IdentityNews(string Fact, string Value) : DeviceNews;
