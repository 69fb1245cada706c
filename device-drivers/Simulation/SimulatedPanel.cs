namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>What screens have in common, whatever they speak: they take their time to start and to stop.</summary>
internal sealed class SimulatedPanel(TimeProvider time)
{
    private DateTimeOffset _switched = DateTimeOffset.MinValue;
    private bool _on;

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(11);

    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>It has been on, or off, for long.</summary>
    public bool IsOn
    {
        init => _on = value;
    }

    public PanelPower Power
    {
        get
        {
            var since = time.GetUtcNow() - _switched;
            return _on ? since < WarmUp ? PanelPower.Warming : PanelPower.On : since < CoolDown ? PanelPower.Cooling : PanelPower.Off;
        }
    }

    /// <summary>How often it was switched from one to the other.</summary>
    public int Switches { get; private set; }

    /// <summary>As it is called on the wire.</summary>
    public string Input { get; set; } = "";

    public int Volume { get; set; } = 20;

    public int Backlight { get; set; } = 80;

    public bool Muted { get; set; }

    public bool Dark { get; set; }

    public bool Frozen { get; set; }

    public bool Locked { get; set; }

    /// <summary>False while it is still busy with the last switch.</summary>
    public bool Switch(bool on)
    {
        if (Power is PanelPower.Warming or PanelPower.Cooling && on != _on) return false;
        if (on == _on) return true;
        (_on, _switched) = (on, time.GetUtcNow());
        Switches++;
        return true;
    }
}

internal enum PanelPower
{
    Off,
    Warming,
    On,
    Cooling,
}
