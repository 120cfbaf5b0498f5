{
  "targets": [
    {
      "target_name": "wavekeep",
      "sources": [
        "src/addon.cc",
        "src/choose.cc",
        "src/portable.cc",
        "src/avx2.cc",
        "src/avx512.cc",
        "src/neon.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags": ["-O3", "-Wall", "-Wextra"],
      "cflags!": ["-O2"],
      "cflags_cc": ["-std=c++17", "-fno-exceptions", "-fno-rtti", "-fvisibility=hidden"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "GCC_ENABLE_CPP_EXCEPTIONS": "NO",
        "GCC_OPTIMIZATION_LEVEL": "3",
        "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
        "MACOSX_DEPLOYMENT_TARGET": "11.0"
      },
      "msvs_settings": {
        "VCCLCompilerTool": {
          "ExceptionHandling": 0,
          "Optimization": 2,
          "AdditionalOptions": ["/std:c++17", "/Zc:__cplusplus"]
        }
      }
    }
  ]
}
