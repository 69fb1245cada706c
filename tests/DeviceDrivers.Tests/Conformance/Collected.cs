namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>What a search has told, at once and in order (Progress would tell it later, from elsewhere).</summary>
internal sealed class Collected : IProgress<FoundDevice>
{
    private readonly List<FoundDevice> _devices = [];

    public IReadOnlyList<FoundDevice> Devices
    {
        get { lock (_devices) return [.. _devices]; }
    }

    public void Report(FoundDevice value)
    {
        lock (_devices) _devices.Add(value);
    }
}
