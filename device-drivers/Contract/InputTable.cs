using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>The inputs of a screen and what they are called on the wire. Makers change these from model to model, so that an installer may correct each of them.</summary>
internal sealed partial class InputTable
{
    private readonly List<(string Id, string Code)> _inputs;

    private InputTable(List<(string Id, string Code)> inputs) => _inputs = inputs;

    public IReadOnlyList<Choice> Choices => [.. _inputs.Select(input => Words(input.Id))];

    /// <param name="own">What is other than the driver knows it: <c>hdmi2=23 ops=50 vga=</c>; nothing after the sign takes an input away.</param>
    /// <param name="known">The driver's own, the usual ones first.</param>
    /// <param name="code">What a code must look like, e.g. two hex digits.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>, naming the piece that is wrong.</exception>
    public static InputTable Read(string own, IReadOnlyList<(string Id, string Code)> known, Regex code, string allowed)
    {
        var inputs = known.ToList();
        foreach (var piece in own.Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Split('=') is not [var id, var value] || !Id().IsMatch(id) || (value.Length > 0 && !code.IsMatch(value)))
                throw new DeviceException(DeviceProblems.SettingInvalid, $"setting \"inputs\": \"{(piece.Length > 40 ? piece[..40] + "…" : piece)}\"; allowed: name=code with a code of {allowed}");
            var at = inputs.FindIndex(input => input.Id == id);
            if (value.Length == 0)
            {
                if (at >= 0) inputs.RemoveAt(at);
            }
            else if (at >= 0)
            {
                inputs[at] = (id, value);
            }
            else
            {
                inputs.Add((id, value));
            }
        }

        return new InputTable(inputs);
    }

    /// <summary>Of an input that can be chosen.</summary>
    public string? CodeOf(string id) => _inputs.Where(input => input.Id == id).Select(input => input.Code).FirstOrDefault();

    /// <summary>The first input of this code.</summary>
    public string? IdOf(string code) => _inputs.Where(input => input.Code.Equals(code, StringComparison.OrdinalIgnoreCase)).Select(input => input.Id).FirstOrDefault();

    private static Choice Words(string id)
    {
        var kind = id.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var number = id.Length > kind.Length ? $" {id[kind.Length..]}" : "";
        var (zh, en) = kind switch
        {
            "hdmi" => ("HDMI", "HDMI"),
            "dp" => ("DisplayPort", "DisplayPort"),
            "vga" => ("VGA", "VGA"),
            "dvi" => ("DVI", "DVI"),
            "typec" => ("USB-C", "USB-C"),
            "ops" => ("内置电脑", "Built-in PC"),
            "android" => ("安卓", "Android"),
            "whiteboard" => ("白板", "Whiteboard"),
            "hdbaset" => ("HDBaseT", "HDBaseT"),
            "av" => ("视频", "Video"),
            "tv" => ("电视", "TV"),
            _ => (id, id),
        };
        return new() { Id = id, Zh = zh == id ? id : zh + number, En = en == id ? id : en + number };
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_.-]{0,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
