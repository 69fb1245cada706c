using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Keys;

namespace Tongtang.DeviceDrivers.CardKeyboard;

/// <summary>A reader that types what it is given, and enter.</summary>
[Simulator("card-keyboard")]
internal sealed class CardKeyboardSimulator(TimeProvider time) : ISimulator
{
    private readonly TouchedLines _lines = new();

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, _ => { }, cancellationToken);

    /// <summary>A key every five milliseconds.</summary>
    public async Task TypeAsync(string number)
    {
        var at = time.GetUtcNow();
        foreach (var key in number.Select(c => c == ',' ? "comma" : char.ToLowerInvariant(c).ToString()).Append("enter"))
        {
            foreach (var value in new[] { 1, 0 }) await _lines.SayAsync(new InputEvent(InputEvent.Key, (ushort)KeyNames.Code(key)!.Value, value).Write(at));
            at += TimeSpan.FromMilliseconds(5);
        }
    }
}
