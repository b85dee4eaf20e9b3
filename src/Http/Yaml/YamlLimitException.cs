using YamlDotNet.Core;

namespace HtcondorActors.Http.Yaml;

/// <summary>The YAML, with its aliases expanded, exceeds a limit. The message quotes nothing of the text.</summary>
internal sealed class YamlLimitException(in Mark at, string words) : YamlException(at, at, words);
