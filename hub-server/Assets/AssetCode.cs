using System.Text;

namespace Tongtang.HubServer.Assets;

/// <summary>Codes as they are compared: full-width letters and capitals are the same as others. Pure.</summary>
internal static class AssetCode
{
    public const int Longest = 40;

    private const string PagePath = "/inventory/";

    public static string KeyOf(string code) => code.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>The page that the label's picture leads to.</summary>
    public static string PageOf(string hub, string id) => hub + PagePath + id;

    /// <summary>The asset's id in the address of its page, which is what a scanned label says; null: it is a code.</summary>
    public static string? IdIn(string scanned)
    {
        var at = scanned.LastIndexOf(PagePath, StringComparison.Ordinal);
        return at >= 0 && Guid.TryParseExact(scanned.AsSpan(at + PagePath.Length).TrimEnd("/ "), "N", out var id) ? id.ToString("N") : null;
    }
}
