namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>A simulated device with keys that somebody may press.</summary>
public interface IPressable
{
    /// <summary>By their ids.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>Down and up.</summary>
    Task PressAsync(string key);
}
