using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Metrics;

/// <summary>Prometheus' text format 0.0.4. Pure: values in, text out.</summary>
/// <param name="prefix">What every name begins with, such as <c>tongtang_hub_</c>.</param>
public sealed class PrometheusText(string prefix)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <param name="name">Without the prefix; a counter's name ends in <c>_total</c>.</param>
    /// <param name="type">counter or gauge.</param>
    /// <param name="help">One line.</param>
    /// <param name="series">Labels, as in <c>state="complete"</c>, and values.</param>
    public void Add(string name, string type, string help, params IEnumerable<(string Labels, double Value)> series)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {prefix}{name} {help}\n# TYPE {prefix}{name} {type}\n");
        foreach (var (labels, value) in series)
            _text.Append(CultureInfo.InvariantCulture, $"{prefix}{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {value}\n");
    }

    public static string Label(string name, object? value) => $"{name}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"";

    public override string ToString() => _text.ToString();

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
