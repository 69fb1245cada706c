using Tongtang.DeviceDrivers.CommandTable;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.KeyPanel;

/// <summary>A panel that somebody presses, as the example template has it; its lights burn as they are told.</summary>
[Simulator("key-panel")]
internal sealed class KeyPanelSimulator : ISimulator, IPressable
{
    private readonly TouchedLines _lines = new();
    private readonly List<string> _told = [];
    private readonly KeyTemplate _template = KeyTemplate.Parse("example-6-keys.json", DriverFiles.Read(typeof(KeyPanelSimulator), "", "example-6-keys.json"));

    /// <param name="time">A panel has no time of its own.</param>
    public KeyPanelSimulator(TimeProvider time) => _ = time;

    /// <summary>The keys whose lights burn.</summary>
    public IReadOnlyList<string> Lights
    {
        get { lock (_told) return [.. _template.Keys.Where(key => _told.LastOrDefault(told => told.StartsWith($"{key.Id} ", StringComparison.Ordinal)) == $"{key.Id} True").Select(key => key.Id)]; }
    }

    public IReadOnlyList<string> Keys => [.. _template.Keys.Select(key => key.Id)];

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, Obey, cancellationToken);

    public async Task PressAsync(string key)
    {
        var pressed = _template.Keys.First(known => known.Id == key);
        foreach (var text in new[] { pressed.Press, pressed.Release }) await _lines.SayAsync(TableTemplate.Parse(text).Fill(_ => default, _template.Checksum));
    }

    /// <summary>It has lost its power.</summary>
    public void Darken()
    {
        lock (_told) _told.Clear();
    }

    private void Obey(byte[] bytes)
    {
        lock (_told)
        {
            foreach (var key in _template.Keys)
            {
                foreach (var on in new[] { true, false })
                {
                    if (bytes.AsSpan().SequenceEqual(_template.LightBytes(key, on))) _told.Add($"{key.Id} {on}");
                }
            }
        }
    }
}
