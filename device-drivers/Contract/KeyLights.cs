namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Which lights of a key panel burn: told as properties, and lit again when the panel comes back.</summary>
/// <param name="light">Has the panel switch the light of a key.</param>
internal sealed class KeyLights(DriverContext context, Func<string, bool, CancellationToken, Task<CommandResult>> light)
{
    /// <summary>Of the property of a key's light.</summary>
    public const string Property = "led_";

    public async Task<CommandResult> SwitchAsync(string key, bool on, CancellationToken cancellationToken)
    {
        var result = await light(key, on, cancellationToken);
        if (result.Outcome != CommandOutcome.Done) return result;
        context.Memory[Property + key] = on ? "on" : "off";
        context.Report.Set(Property + key, on);
        return result;
    }

    /// <summary>As they were when the connection was lost; a panel without power has forgotten them.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, state) in context.Memory.Where(pair => pair.Key.StartsWith(Property, StringComparison.Ordinal))) await SwitchAsync(name[Property.Length..], state == "on", cancellationToken);
    }
}
