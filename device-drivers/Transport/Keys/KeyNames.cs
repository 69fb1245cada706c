namespace Tongtang.DeviceDrivers.Transport.Keys;

/// <summary>The keys of input-event-codes.h that panels, numeric pads and card readers have.</summary>
internal static class KeyNames
{
    private static readonly Dictionary<int, string> s_names = Names();

    /// <summary>E.g. "f1", "7", "kp_5", "enter"; of others "key_" and the code.</summary>
    public static string Of(int code) => s_names.GetValueOrDefault(code) ?? $"key_{code}";

    /// <summary>The code of a name, or null.</summary>
    public static int? Code(string name)
    {
        foreach (var (code, known) in s_names)
        {
            if (known == name) return code;
        }

        return name.StartsWith("key_", StringComparison.Ordinal) && ushort.TryParse(name.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out var number) && number < 768 ? number : null;
    }

    /// <summary>The character that a key types without any other, or null: what card readers use.</summary>
    public static char? Character(int code) => Of(code) switch
    {
        [var single] => single,
        "minus" => '-',
        "comma" => ',',
        "semicolon" => ';',
        "dot" => '.',
        "slash" => '/',
        "space" => ' ',
        ['k', 'p', '_', >= '0' and <= '9' and var digit] => digit,
        _ => null,
    };

    private static Dictionary<int, string> Names()
    {
        var names = new Dictionary<int, string>
        {
            [1] = "esc",
            [12] = "minus",
            [13] = "equal",
            [14] = "backspace",
            [15] = "tab",
            [28] = "enter",
            [39] = "semicolon",
            [51] = "comma",
            [52] = "dot",
            [53] = "slash",
            [57] = "space",
            [55] = "kp_asterisk",
            [74] = "kp_minus",
            [78] = "kp_plus",
            [83] = "kp_dot",
            [96] = "kp_enter",
            [98] = "kp_slash",
            [69] = "numlock",
            [102] = "home",
            [103] = "up",
            [104] = "page_up",
            [105] = "left",
            [106] = "right",
            [107] = "end",
            [108] = "down",
            [109] = "page_down",
            [110] = "insert",
            [111] = "delete",
            [113] = "mute",
            [114] = "volume_down",
            [115] = "volume_up",
            [116] = "power",
            [164] = "play_pause",
        };
        Row(2, "1234567890");
        Row(16, "qwertyuiop");
        Row(30, "asdfghjkl");
        Row(44, "zxcvbnm");
        foreach (var (first, keys) in new[] { (71, "789"), (75, "456"), (79, "1230") })
        {
            for (var i = 0; i < keys.Length; i++) names[first + i] = $"kp_{keys[i]}";
        }

        for (var i = 1; i <= 10; i++) names[58 + i] = $"f{i}";
        (names[87], names[88]) = ("f11", "f12");
        for (var i = 13; i <= 24; i++) names[170 + i] = $"f{i}";
        return names;

        void Row(int first, string keys)
        {
            for (var i = 0; i < keys.Length; i++) names[first + i] = keys[i].ToString();
        }
    }
}
